"""The rules of the packs of understanding: what a pattern means when it is found, and what changes its meaning."""

from collections.abc import Mapping
from typing import Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from conversations.errors import ContentError
from conversations.findings import RiskLevel
from conversations.reading import StrictLoader
from conversations.spelling import SpellingPack

P = TypeVar("P", bound=BaseModel)
Kind = Literal[
    "suicide",
    "self_harm",
    "violence_by_others",
    "danger_at_home",
    "sexual_exploitation",
    "violence_to_others",
    "runaway",
]


class Rule(BaseModel):
    """One meaning and the lines that carry it.

    `risk` with `level`; `topic`, `intent`, `audience`, `platform`, `facts`: what is concluded, by `weight`.
    `mark`: a name for what stands here, which other rules refer to: time, weapon, joke, past, quotation…
    `needs` (all), `unless` (any), `lower` (any → low), `raise` (level → marks, `a+b` both) look for marks at most
    `reach` words away. `covers`: rules (by the beginning of their id) that are silent where this one overlaps them.
    `whole`: the message says nothing else. `sure`: so plain that no weights take it for harmless, nor, where it is
    low, for an alarm. `concerns`: whose danger it is, where the words alone decide.
    """

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    id: str
    any: str
    risk: Kind | None = None
    level: RiskLevel = "none"
    body: bool = False
    topic: str = ""
    intent: str = ""
    audience: str = ""
    platform: str = ""
    facts: dict[str, str] = {}
    mark: str = ""
    weight: float = 1.0
    needs: str = ""
    unless: str = ""
    lower: str = ""
    raised: dict[RiskLevel, str] = Field(default={}, alias="raise")
    reach: int = 14
    covers: str = ""
    whole: bool = False
    sure: bool = False
    concerns: Literal["", "self", "other"] = ""
    note: str = ""


class RulesPack(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: int
    signed: dict[str, str] = {}
    lists: dict[str, str] = {}
    platforms: dict[str, str] = {}
    rules: list[Rule] = []


class PlacesPack(BaseModel):
    """`towns` and `words` that say the country; `also_words`: those of the towns that are ordinary words too."""

    model_config = ConfigDict(extra="forbid")

    version: int
    country: str
    towns: str = ""
    words: str = ""
    also_words: str = ""


def _load(path: str, text: str) -> object:
    try:
        return yaml.load(text, Loader=StrictLoader)  # noqa: S506 — the base loader makes strings only
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 0
        raise ContentError("pack.not_yaml", file=path, line=line, forgotten="a quote or an indent") from error


def read_pack(path: str, text: str, model: type[P]) -> P:
    """The pack, or a ContentError that says the file, the place, and what is wrong there."""
    try:
        return model.model_validate(_load(path, text))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ContentError("pack.invalid", file=path, place=place, forgotten=first["msg"]) from error


def spelling_packs(files: Mapping[str, str]) -> dict[str, SpellingPack]:
    """Language → its spelling."""
    return {
        path.split("/")[1]: read_pack(path, text, SpellingPack)
        for path, text in sorted(files.items())
        if _is_understanding(path) and path.endswith("/spelling.yaml")
    }


def rules_packs(files: Mapping[str, str]) -> dict[str, RulesPack]:
    """Path → pack, for every file of rules of every language."""
    return {
        path: read_pack(path, text, RulesPack)
        for path, text in sorted(files.items())
        if _is_understanding(path) and not path.endswith("/spelling.yaml")
    }


def places_packs(files: Mapping[str, str]) -> list[PlacesPack]:
    return [
        read_pack(path, text, PlacesPack)
        for path, text in sorted(files.items())
        if path.startswith("countries/") and path.endswith("/places.yaml")
    ]


def _is_understanding(path: str) -> bool:
    parts = path.split("/")
    return len(parts) == 4 and parts[0] == "languages" and parts[2] == "understanding" and path.endswith(".yaml")
