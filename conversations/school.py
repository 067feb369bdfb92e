"""The words of school, by country, language and level: who is the head, whom a pupil can see, who stands above."""

from collections.abc import Mapping

from conversations.country import ELSEWHERE
from conversations.errors import ContentError
from conversations.reading import read_yaml, under, validate
from conversations.records import Record

FALLBACK = "fr"
DEFAULT = "default"


class SchoolFile(Record):
    """`words` by language, then level, then name. `default` has every name; a level says only what differs."""

    version: int
    words: dict[str, dict[str, dict[str, str]]]


class School:
    """School words of every country; a country without its own gets the ones that fit anywhere."""

    def __init__(self, words: Mapping[str, Mapping[str, Mapping[str, Mapping[str, str]]]]) -> None:
        self._words = words

    @classmethod
    def from_files(cls, files: Mapping[str, str]) -> "School":
        words = {}
        for path in under(files, "countries/", "/school.yaml"):
            read = validate(path, SchoolFile, read_yaml(path, files[path])).words
            _check(path, read)
            words[path.split("/")[1].upper()] = read
        return cls(words)

    def words(self, country: str, level: str = "", lang: str = FALLBACK) -> dict[str, str]:
        """Words by name, to be used as slots of a text. `level` is a value of the slot school_level, "" if unknown."""
        own = self._words.get(country) or self._words.get(ELSEWHERE, {})
        spoken = own.get(lang) or own.get(FALLBACK, {})
        return {**spoken.get(DEFAULT, {}), **spoken.get(level, {})}

    def names(self, country: str) -> frozenset[str]:
        """The names a text of this country may use."""
        return frozenset(self.words(country))


def _check(path: str, words: Mapping[str, Mapping[str, Mapping[str, str]]]) -> None:
    for lang, levels in words.items():
        known = set(levels.get(DEFAULT, {}))
        if not known:
            raise ContentError("school_words_missing", file=path, place=f"words.{lang}", forgotten=DEFAULT)
        for level, named in levels.items():
            if unknown := set(named) - known:
                raise ContentError("school_word_unknown", file=path, place=f"words.{lang}.{level}.{min(unknown)}")
