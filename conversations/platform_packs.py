"""Platforms: where to report, what to keep before blocking, whether the author learns of a capture.

The schema of `platforms/<id>.toml`. Read when first asked for.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Literal

from pydantic import Field, StrictBool, StrictInt, model_validator

from conversations.errors import ContentError
from conversations.facts import entry, read_toml
from conversations.reading import read_yaml, under, validate
from conversations.records import Record
from conversations.services import Confidence

GENERAL = "platforms/general.toml"
WORDS = "platforms/words.yaml"


class Form(Record):
    """A page of the platform. One that nobody opened is never shown."""

    url: str
    what: str
    url_seen: StrictBool


class Platform(Record):
    """`screenshot_notice`: whether the other person learns that a capture was made."""

    id: str
    name: str
    operator: str
    report_in_app: str
    block: str
    evidence: str
    screenshot_notice: Literal["yes", "partial", "no", "unknown", "n/a"]
    forms: tuple[Form, ...]
    sources: tuple[str, ...]
    confidence: Confidence
    screenshot_detail: str = ""
    ncii_minor: str = ""
    note: str = ""
    required: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _sure_with_a_source(self) -> "Platform":
        if self.confidence == "high" and not self.sources:
            raise ValueError("confidence high without a source")
        return self

    @property
    def shown_forms(self) -> tuple[Form, ...]:
        return tuple(form for form in self.forms if form.url_seen)


class PlatformFile(Record):
    schema_version: StrictInt
    compiled_on: str
    next_review_due: str
    platform: tuple[Platform, ...] = Field(min_length=1, max_length=1)


class Rules(Record):
    """What holds on every platform."""

    order: tuple[str, ...]
    report_is_anonymous: str
    evidence_must_show: tuple[str, ...]
    evidence_do: tuple[str, ...]
    evidence_dont: tuple[str, ...]
    hash_services: str


class NoticeFields(Record):
    """What a notice to a platform says, and what it never holds."""

    always: tuple[str, ...]
    never: tuple[str, ...]


class GeneralFile(Record):
    schema_version: StrictInt
    compiled_on: str
    next_review_due: str
    general: Rules
    notice_fields: NoticeFields


class WordsFile(Record):
    """Words of the vocabulary of platforms whose pack has another name."""

    version: int
    words: dict[str, str]


class Platforms:
    """Every platform pack, each read when it is first asked for."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = {path: files[path] for path in under(files, "platforms/", ".toml") if path != GENERAL}
        self._general = files[GENERAL]
        self._words = validate(WORDS, WordsFile, read_yaml(WORDS, files[WORDS])).words
        self._read: dict[str, Platform] = {}

    @classmethod
    def from_files(cls, files: Mapping[str, str]) -> "Platforms":
        """Raises ContentError where the general files are missing."""
        for path in (GENERAL, WORDS):
            if path not in files:
                raise ContentError("file_missing", file=path)
        return cls(files)

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(path.removeprefix("platforms/").removesuffix(".toml") for path in self._files)

    @cached_property
    def general(self) -> GeneralFile:
        return entry(GENERAL, self._general, GeneralFile, read_toml(GENERAL, self._general))

    def get(self, word: str) -> Platform | None:
        """The pack for a word of the vocabulary, None where there is none. Raises ContentError."""
        name = self._words.get(word, word)
        path = f"platforms/{name}.toml"
        if path not in self._files:
            return None
        if name not in self._read:
            text = self._files[path]
            self._read[name] = entry(path, text, PlatformFile, read_toml(path, text)).platform[0]
        return self._read[name]
