"""What says when a reminder is wanted: « dans trois jours », « pas le soir ».

Phrases stand in `languages/<lang>/reminding.yaml`, in the language of `conversations/phrases.py`.
"""

from collections.abc import Iterable, Mapping

from pydantic import Field

from conversations.phrases import Phrases
from conversations.reading import by_language
from conversations.records import Record

Words = tuple[str, ...]


class RemindingFile(Record):
    """`in_days`: what says a number of days from now; `morning`: not in the evening."""

    version: int
    in_days: dict[int, Words] = Field(default_factory=dict)
    morning: Words = ()


class Reminding:
    """One language's file, ready to be asked."""

    def __init__(self, file: RemindingFile) -> None:
        self._in_days = {days: Phrases(words) for days, words in file.in_days.items()}
        self._morning = Phrases(file.morning)

    def days(self, texts: Iterable[str]) -> int | None:
        """How many days from now are said."""
        read = tuple(texts)
        return next((days for days, words in self._in_days.items() if any(words.first(text) for text in read)), None)

    def in_the_morning(self, text: str) -> bool:
        return bool(self._morning.first(text))


def reminding_of(files: Mapping[str, str]) -> dict[str, Reminding]:
    """Language → its words, for every `languages/<lang>/reminding.yaml`. Raises ContentError."""
    return {lang: Reminding(file) for lang, file in by_language(files, "reminding.yaml", RemindingFile).items()}
