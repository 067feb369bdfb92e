"""Ways to damage an answer or an event of Discord: to prove the checks, and to try what reads them."""

import copy
from collections.abc import Iterator
from typing import Any

UNDESCRIBED = {"entitlements", "referenced_message"}


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every spot inside, as the keys that lead to it."""
    if path:
        yield path
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(inner, (*path, key))


def free(spot: tuple[Any, ...]) -> bool:
    """Where nothing is described."""
    return bool(UNDESCRIBED & set(spot))


def damaged_at(value: Any, spot: tuple[Any, ...], damage: str) -> Any:
    damaged = copy.deepcopy(value)
    holder: Any = {"root": damaged}
    way = ("root", *spot)
    for key in way[:-1]:
        holder = holder[key]
    if damage == "foreign value":
        holder[way[-1]] = 1.5
        return holder["root"] if not spot else damaged
    if not isinstance(holder[way[-1]], dict):
        return None
    holder[way[-1]]["colour"] = 1.5
    return damaged


def without(value: Any, spot: tuple[Any, ...]) -> Any:
    damaged = copy.deepcopy(value)
    holder = damaged
    for key in spot[:-1]:
        holder = holder[key]
    del holder[spot[-1]]
    return damaged
