"""What a message is weighed by: its words, their neighbours, the classes they belong to, and what the rules said.

A sign is a short readable name: `mourir` (a word as the normaliser spells it), `veux mourir` (two neighbours), `<die>`
(a class of words), `rules=high`, `mood=cry`. The weights of each are in `weights.json`, by tests/training/train.py.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from conversations.normalise import Typed

_STEM = 5
_LONGEST = 4
_EIGHT = 8
Classes = Mapping[str, Sequence[str]]


class Ruled(NamedTuple):
    """What the rules concluded, before the weights are asked."""

    risk: str
    kinds: tuple[str, ...]
    topics: tuple[str, ...]
    intent: str
    audience: str
    families: frozenset[str]


def classes_of(word: str, classes: Classes) -> Sequence[str]:
    """By the word, or by its first letters: a family of words is listed once."""
    return classes.get(word) or classes.get(word[:_STEM]) or ()


def signs_of(words: Sequence[str], classes: Classes) -> Iterator[tuple[str, int, int]]:
    """Every sign of a run of words with its first and last word; what is repeated comes each time."""
    before = ""
    for place, word in enumerate(words):
        yield word, place, place
        for name in classes_of(word, classes):
            yield name, place, place
        if before:
            yield f"{before} {word}", place - 1, place
        before = word


def names_of(words: Sequence[str], classes: Classes) -> set[str]:
    """The signs alone, for summing."""
    found = {*words, *map(" ".join, pairwise(words))}
    known = classes.get
    for word in words:
        names = known(word)
        if names is None and word[_STEM:]:
            names = known(word[:_STEM])
        if names:
            found.update(names)
    return found


def circumstances(typed: Typed, lang: str) -> list[str]:
    """What is true of the whole message: its moods, its length in eights of words, its language."""
    moods = [f"mood={mood}" for mood in dict.fromkeys([mood for mood, _ in typed.asides])] if typed.asides else ()
    return [*moods, f"length={min(_LONGEST, len(typed.words) // _EIGHT)}", f"lang={lang}"]


def ruled_signs(ruled: Ruled) -> list[str]:
    """What the rules concluded, as signs."""
    concluded = map(_CONCLUDED.__getitem__, (ruled.intent, ruled.audience, *ruled.kinds, *ruled.topics))
    return [f"rules={ruled.risk}", *concluded, *map(_FAMILY.__getitem__, ruled.families)]


class _Named(dict[str, str]):
    """Names of signs of a closed vocabulary, each made once."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._kind = kind

    def __missing__(self, name: str) -> str:
        sign = self[name] = self._kind + name
        return sign


_CONCLUDED, _FAMILY = _Named("rules:"), _Named("rule:")
