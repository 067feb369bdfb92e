"""Reads fact files (TOML): a fault names the file, the line, the entry, and what was probably forgotten."""

import tomllib
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from conversations.errors import ContentError

Model = TypeVar("Model", bound=BaseModel)

_HINTS = {
    "missing": "this key is required",
    "literal_error": "a word outside the vocabulary written at the top of the file",
    "bool_type": "write true or false without quotes",
    "int_type": "write a whole number without quotes",
    "tuple_type": "write a list in square brackets, even for one value",
    "string_type": "write the value between quotes",
}


def read_toml(path: str, text: str) -> dict[str, Any]:
    """The table a TOML file holds. Raises ContentError with the line."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ContentError("toml", file=path, problem=str(error), forgotten="a quote, a comma or a bracket") from None


def entry(path: str, text: str, model: type[Model], value: object) -> Model:
    """One entry as a record. Raises ContentError naming the file, the line, the entry and the place in it."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = str(value.get("id", "")) if isinstance(value, dict) else ""
        place = ".".join(str(part) for part in first["loc"])
        hint = forgotten(first["type"], str(first["loc"][-1]) if first["loc"] else "", model)
        raise wrong(path, text, name, place, first["msg"], hint) from None


def wrong(path: str, text: str, name: str, place: str, problem: str, forgotten: str) -> ContentError:
    """The error for one entry of a fact file; the line is that of the entry's id."""
    return ContentError(
        "fact", file=path, line=line_of(text, name), entry=name, place=place, problem=problem, forgotten=forgotten
    )


def line_of(text: str, name: str) -> int:
    """The line, from 1, on which an entry with this id begins; 0 where there is none."""
    wanted = f'id = "{name}"'
    return next((number for number, line in enumerate(text.splitlines(), 1) if line.strip() == wanted), 0)


def forgotten(kind: str, key: str, model: type[BaseModel]) -> str:
    """What was probably forgotten, by the kind of fault and the key it is about."""
    if kind == "extra_forbidden":
        near = get_close_matches(key, model.model_fields, n=1)
        return f"perhaps {near[0]}" if near else "no such key; see the keys of the entries around it"
    return _HINTS.get(kind, "compare with the entries around it")
