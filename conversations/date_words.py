"""How dates are said in a language: the patterns of `languages/<lang>/dates.yaml`, and where they stand in a text."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field

from conversations.dated import PartOfDay
from conversations.errors import ContentError
from conversations.reading import read_yaml, validate
from conversations.records import Record

Means = Literal[
    "numeric", "named", "range", "month", "weekday", "weekday_next", "weekday_this", "offset", "today", "ago", "going",
    "week", "this_week", "weekend", "last_month", "this_month", "last_year", "season", "day_of_month",
]  # fmt: skip
Unit = Literal["minute", "hour", "day", "week", "month", "year"]
Edge = Literal["first", "middle", "last"]
_PLACEHOLDER = re.compile(r"\{([a-z_0-9]+)\}")
_TYPED = {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\n": " ", "\t": " "}
# Where a date ends its part of the day and its hour may follow; both stay near it.
NEAR = 24


class DateRule(Record):
    """One way of saying a date: what it means, and a line with placeholders."""

    means: Means
    line: str = Field(alias="as")


class DatesFile(Record):
    """`languages/<lang>/dates.yaml`; the file itself says what its words are for."""

    version: int
    hints: str
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    numbers: dict[int, str]
    units: dict[Unit, str]
    parts: dict[PartOfDay, str]
    offsets: dict[int, str]
    seasons: dict[str, str]
    since: str
    about: str
    edges: dict[Edge, str]
    last: str
    next: str
    this: str
    bounds: str
    hour: str
    noon: str
    midnight: str
    to_hour: str
    to_part: str
    hour_of: str
    rules: tuple[DateRule, ...]
    on_picture: tuple[DateRule, ...] = ()
    copied: tuple[DateRule, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A date in a text: what kind, what it says of itself, and where. `start`, `end` are offsets in the text.

    `said` holds the groups of the rule: numbers as they are typed, words by the name under which the pack has them.
    """

    means: Means
    said: Mapping[str, str]
    start: int
    end: int
    part: str = ""
    hour: int | None = None
    minute: int | None = None
    about: bool = False
    ongoing: bool = False


class Folding(dict[int, str]):
    """A table for `str.translate`: lowercase, without accents, one plain kind of space and apostrophe.

    One letter stands for one, so that every place is that of the original.
    """

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        plain = unicodedata.normalize("NFD", _TYPED.get(letter, letter))[:1].lower()
        self[code] = plain if len(plain) == 1 else " "
        return self[code]


class DateWords:
    """The patterns of one language, compiled once."""

    def __init__(self, path: str, file: DatesFile) -> None:
        self._file = file
        self._folding = Folding()
        try:
            self._hint = re.compile(f"(?<!\\w)(?:{file.hints})")
            self._rules = [(rule.means, self._compiled(rule.line)) for rule in file.rules]
            self._copied = [(rule.means, self._compiled(rule.line)) for rule in file.copied]
            self._on_picture = [(rule.means, self._compiled(rule.line)) for rule in file.on_picture]
            half = f"(?:{file.hour_of}{self._filled('{part2}')}(?!\\w))?"
            hour = f"(?:{file.hour}|(?P<noon>{file.noon})|(?P<midnight>{file.midnight})){half}"
            part = self._filled("{part}")
            about = f"(?P<about>(?:{file.about}) ?)?"
            self._after = re.compile(
                f"(?:{file.to_part}(?:{part})(?!\\w))?(?:{file.to_hour}{about}{file.to_hour}{hour}(?!\\w))?"
            )
            self._before = re.compile(f"(?<!\\w){about}{file.to_hour}{hour}(?!\\w)[ ,]*(?:le |on )?$")
            self._since = re.compile(f"(?<!\\w)(?:{file.since}) (?:le |la |les |l'|the )?$")
            self._vague = re.compile(f"(?<!\\w)(?:{file.about}) (?:le |la |the )?$")
            self._bound = re.compile(f"(?<!\\w)(?:{file.bounds}) (?:le |la |les |l'|the )?$")
        except re.error as error:
            raise ContentError("dates_pattern", file=path, problem=str(error), forgotten="a bracket") from None

    @classmethod
    def from_file(cls, path: str, text: str) -> "DateWords":
        """Raises ContentError."""
        return cls(path, validate(path, DatesFile, read_yaml(path, text)))

    def find(self, text: str, *, on_picture: bool = False) -> Iterator[Found]:
        """Every date, in the order of the text; where readings overlap, the longest one that begins first.

        `on_picture`: the text is what stands on captures, where « 3 j » alone is a date too, and « 8/10 » no mark.
        """
        plain = text.translate(self._folding)
        if self._hint.search(plain) is None:
            return
        if on_picture and (whole := self._whole(plain)):
            yield whole
            return
        rules = [*self._rules, *self._copied] if on_picture else self._rules
        matches = [(match, means) for means, rule in rules for match in rule.finditer(plain)]
        matches.sort(key=lambda one: (one[0].start() - one[0].end(), one[0].start()))
        taken: list[tuple[re.Match[str], Means]] = []
        for match, means in matches:
            if all(match.end() <= other.start() or other.end() <= match.start() for other, _ in taken):
                taken.append((match, means))
        end = 0
        for match, means in sorted(taken, key=lambda one: one[0].start()):
            found = self._with_hour(plain, match, means, end)
            if found is not None:
                yield found
                end = found.end

    def _whole(self, plain: str) -> Found | None:
        for means, rule in self._on_picture:
            match = rule.fullmatch(plain.strip(" ·•-"))
            if match:
                return Found(means, _said(match), 0, len(plain))
        return None

    def _with_hour(self, plain: str, match: re.Match[str], means: Means, least: int) -> Found | None:
        said, start, end = _said(match), match.start(), match.end()
        before = plain[max(least, start - NEAR) : start]
        if self._bound.search(before):
            return None
        after = self._after.match(plain, end)
        if after is not None and after.end() > end:
            end = after.end()
        clock = after if after is not None and _has_hour(after) else None
        if clock is None and (ahead := self._before.search(before)) is not None:
            clock, start = ahead, start - (len(before) - ahead.start())
            before = before[: ahead.start()]
        hour, minute = _hour_of(clock)
        part = said.get("part", "") or next(
            (_said(one)["part"] for one in (after, clock) if one and "part" in _said(one)), ""
        )
        about = bool(self._vague.search(before)) or bool(clock and clock["about"])
        since = self._since.search(before)
        if since is not None:
            start -= len(before) - since.start()
        ongoing = means == "going" or since is not None
        return Found(means, said, start, end, part, hour, minute, about, ongoing)

    def _compiled(self, line: str) -> re.Pattern[str]:
        return re.compile(f"(?<!\\w)(?:{self._filled(line)})(?!\\w)")

    def _filled(self, line: str) -> str:
        return _PLACEHOLDER.sub(lambda match: self._words(match[1]), line)

    def _words(self, name: str) -> str:
        file = self._file
        tables: dict[str, Mapping[Any, str]] = {
            "weekday": {str(place): words for place, words in enumerate(file.weekdays)},
            "weekday2": {str(place): words for place, words in enumerate(file.weekdays)},
            "month": {str(place): words for place, words in enumerate(file.months, 1)},
            "month_whole": {str(place): words.split("|")[0] for place, words in enumerate(file.months, 1)},
            "unit": file.units,
            "part": file.parts,
            "part2": file.parts,
            "offset": {str(days).replace("-", "m"): words for days, words in file.offsets.items()},
            "season": file.seasons,
            "edge": file.edges,
        }
        if name in tables:
            return _alternatives(name.removesuffix("_whole"), tables[name])
        figures = {
            "d": r"(?P<day>0?[1-9]|[12]\d|3[01])",
            "last_day": r"(?P<until>0?[1-9]|[12]\d|3[01])",
            "m": r"(?P<mon>0?[1-9]|1[0-2])",
            "y": r"(?P<year>20\d\d|\d\d(?!\d))",
            "year": r"(?P<year>20\d\d)",
        }
        if name in figures:
            return figures[name]
        if name == "n":
            return f"(?:(?P<n>\\d{{1,3}})|{_alternatives('number', {str(k): v for k, v in file.numbers.items()})})"
        if name in ("since", "last", "next", "this"):
            return f"(?:{getattr(file, name)})"
        return f"{{{name}}}"


def _alternatives(kind: str, table: Mapping[Any, str]) -> str:
    """The longest words first; the name of the group says which entry it was."""
    ordered = sorted(table.items(), key=lambda one: -max(len(word) for word in one[1].split("|")))
    return "(?:" + "|".join(f"(?P<{kind}__{name}>{words})" for name, words in ordered) + ")"


def _said(match: re.Match[str]) -> dict[str, str]:
    said = {}
    for name, value in match.groupdict().items():
        if value is None:
            continue
        kind, marked, entry = name.partition("__")
        kind = kind.removesuffix("2") if marked else kind
        said[kind] = (entry.replace("m", "-") if kind == "offset" else entry) if marked else value
    return said


def _has_hour(match: re.Match[str]) -> bool:
    return any(match[name] is not None for name in match.re.groupindex if name in ("h", "h2", "noon", "midnight"))


def _hour_of(match: re.Match[str] | None) -> tuple[int | None, int | None]:
    if match is None:
        return None, None
    said = {name: value for name, value in match.groupdict().items() if value}
    if "noon" in said:
        return 12, None
    hour, minute = said.get("h") or said.get("h2"), said.get("min") or said.get("min2")
    if hour is None:
        return None, None
    shown = int(hour)
    if "half" in said:
        shown = shown % 12 + (12 if said["half"] == "pm" else 0)
    return shown, int(minute) if minute is not None else None
