"""What few words mean once a danger is known: a step on the stairs, a door that is locked, a pain the day after.

Phrases stand in `languages/<lang>/scenes.yaml`, in the language of `conversations/phrases.py`. They are looked for in
what was typed, for a verb in its dictionary form no longer says that it is now.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from pydantic import Field, model_validator

from conversations.asks_file import Words, expanded
from conversations.phrases import Phrases
from conversations.reading import by_language
from conversations.records import Record

# More words tell a story, which is read by itself.
WORDS_OF_A_SCENE = 14


class ScenesFile(Record):
    """`tells`: by name, the phrases that tell something where a danger is known. `usual`: what makes it no news of
    this moment, by the same names. `lists`: alternatives that stand in many phrases."""

    version: int
    lists: dict[str, str] = Field(default_factory=dict)
    tells: dict[str, Words]
    usual: dict[str, Words] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _with_lists(cls, file: dict[str, Any]) -> dict[str, Any]:
        lists = file.get("lists", {})
        return {name: given if name == "lists" else expanded(given, lists) for name, given in file.items()}


class Scenes:
    """One language's file, ready to be asked."""

    def __init__(self, file: ScenesFile) -> None:
        self.file = file

    @cached_property
    def _tells(self) -> dict[str, Phrases]:
        return {name: Phrases(words) for name, words in self.file.tells.items()}

    @cached_property
    def _usual(self) -> dict[str, Phrases]:
        return {name: Phrases(words) for name, words in self.file.usual.items()}

    def tell(self, name: str, text: str) -> bool:
        """Whether a short message says this, of this moment."""
        told = self._tells.get(name)
        if told is None or len(text.split()) > WORDS_OF_A_SCENE or not told.first(text):
            return False
        usual = self._usual.get(name)
        return usual is None or not usual.first(text)


def scenes_of(files: Mapping[str, str]) -> dict[str, Scenes]:
    """Language → its scenes, for every `languages/<lang>/scenes.yaml`. Raises ContentError."""
    return {lang: Scenes(file) for lang, file in by_language(files, "scenes.yaml", ScenesFile).items()}
