"""The letters a person can make: what each holds, for whom, and when it is not offered (procedures A to K).

`countries/<cc>/letters.yaml` says the structure; the words stand in the catalogue under `letter.<letter>.<part>`.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Literal

from pydantic import Field

from conversations.dossier import Profile
from conversations.errors import ContentError
from conversations.known import Condition, Known, Role, any_holds
from conversations.reading import read_yaml, under, validate
from conversations.records import Record

Words = tuple[str, ...]
# What a list of a letter is filled with from the case.
Filling = Literal["facts", "authors", "effects", "steps", "grounds", "exhibits", "accounts", "witnesses", "reasons"]
Way = Literal["registered", "form", "counter", "hand", "message"]


class LetterPart(Record):
    """One paragraph or list. `holds` are the required elements it carries; `list` is filled from the case, `items`
    are further texts. A list that stays empty says `letter.<letter>.<part>.none`, or is left out where there is none.
    """

    holds: Words = ()
    list: Filling | None = None
    items: Words = ()
    numbered: bool = False
    heading: bool = False
    when: tuple[Condition, ...] = ()


class LetterSpec(Record):
    """One letter. `row` is its row in the procedures; `required` the elements that must be there; `asks` what the
    person is asked for, one question at a time; `step` the step of the plan that is done once it was sent. `grounds`
    are rules of law, each with the topics it is cited for (none: always).
    `never`: where it is refused, with the text `letter.<letter>.refused`.
    """

    row: str
    order: int
    roles: tuple[Role, ...]
    profile: Profile
    way: Way
    required: Words
    parts: dict[str, LetterPart]
    when: tuple[Condition, ...] = ()
    never: tuple[Condition, ...] = ()
    asks: Words = ()
    grounds: dict[str, Words] = Field(default_factory=dict)
    attachments: Words = ()
    copies: Words = ()
    step: str = ""
    steps: Words = Field(default=(), description="further steps at which this letter is offered")
    sign: tuple[Literal["writer", "parents"], ...] = ("writer",)

    @cached_property
    def held(self) -> frozenset[str]:
        """The required elements that this letter carries, those of its frame included."""
        inside = {name for part in self.parts.values() for name in part.holds}
        frame = {"sender", "recipient", "place_date", "subject", "signature"}
        lists = ({"attachments"} if self.attachments else set()) | ({"copies"} if self.copies else set())
        return frozenset(inside | frame | lists | ({"registered"} if self.way == "registered" else set()))


class LetterFile(Record):
    """`use` takes over letters that are the same in every country."""

    version: int
    use: Words = ()
    letters: dict[str, LetterSpec] = Field(default_factory=dict)


class Letters:
    """The letters of every country."""

    def __init__(self, by_country: Mapping[str, Mapping[str, LetterSpec]]) -> None:
        self.by_country = by_country

    @classmethod
    def from_files(cls, files: Mapping[str, str]) -> "Letters":
        """Reads every `countries/<cc>/letters.yaml`. Raises ContentError."""
        read = {
            path.split("/")[1].upper(): (path, validate(path, LetterFile, read_yaml(path, text)))
            for path, text in under(files, "countries/", "/letters.yaml").items()
        }
        _, shared = read.pop("INT", ("", LetterFile(version=0)))
        return cls({country: _merged(path, file, shared) for country, (path, file) in read.items()})

    def of(self, country: str) -> Mapping[str, LetterSpec]:
        """The letters of a country, by key; none where it has no such pack."""
        return self.by_country.get(country, {})

    def offered(self, known: Known) -> tuple[str, ...]:
        """The keys of the letters that fit a person and a situation, in order."""
        fitting = [
            (spec.order, key)
            for key, spec in self.of(known.country).items()
            if known.speaks_as in spec.roles and (not spec.when or any_holds(spec.when, known))
        ]
        return tuple(key for _, key in sorted(fitting))

    def refused(self, key: str, known: Known) -> bool:
        """Whether a letter must not be written here: what is red is nothing to settle between families."""
        spec = self.of(known.country).get(key)
        return spec is None or any_holds(spec.never, known)


def _merged(path: str, file: LetterFile, shared: LetterFile) -> Mapping[str, LetterSpec]:
    unknown = [key for key in file.use if key not in shared.letters]
    if unknown:
        raise ContentError(
            "letter_unknown", file=path, key=unknown[0], forgotten="its entry in countries/int/letters.yaml"
        )
    return {**{key: shared.letters[key] for key in file.use}, **file.letters}
