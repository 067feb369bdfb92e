"""What a message is weighed by: its words, their neighbours, the classes they belong to, and what the rules said.

A sign is a short readable name (`mouri`, `voulo mouri`, `<die>`, `rules=high`) with the words it stands on. The
weights of each are in `weights.json`, made by tests/training/train.py with these same functions.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from conversations.normalise import BREAK, Typed
from conversations.patterns import SKIPPED

NOWHERE = -1
_STEM = 5
_SILENT = SKIPPED | {BREAK}
_LONGEST = 4
_EIGHT = 8
Sign = tuple[str, int, int]
Classes = Mapping[str, Sequence[str]]


class Ruled(NamedTuple):
    """What the rules concluded, before the weights are asked."""

    risk: str
    kinds: tuple[str, ...]
    topics: tuple[str, ...]
    intent: str
    audience: str
    families: frozenset[str]


def signs_of(words: Sequence[str], first: int, classes: Classes) -> Iterator[Sign]:
    """Of a run of words; places are counted from `first`. Words are known by their first five letters."""
    before = further = ""
    for place, word in enumerate(words, start=first):
        if word in _SILENT:
            if word == BREAK:
                before = further = ""
            continue
        stem = word[:_STEM]
        yield stem, place, place
        if before:
            yield f"{before} {stem}", place - 1, place
            if further:
                yield f"{further} .. {stem}", place - 2, place
        further, before = before, stem
        for name in classes.get(word) or classes.get(stem) or ():
            yield f"<{name}>", place, place


def circumstances(typed: Typed, lang: str) -> Iterator[str]:
    """What is true of the whole message: its moods, its length in eights of words, its language."""
    yield from {f"mood={mood}" for mood, _ in typed.asides}
    yield f"length={min(_LONGEST, len(typed.words) // _EIGHT)}"
    yield f"lang={lang}"


def ruled_signs(ruled: Ruled) -> Iterable[str]:
    """What the rules concluded, as signs."""
    return (
        f"rules={ruled.risk}",
        f"rules:{ruled.intent}",
        f"rules:{ruled.audience}",
        *(f"rules:{kind}" for kind in ruled.kinds),
        *(f"rules:{topic}" for topic in ruled.topics),
        *(f"rule:{family}" for family in ruled.families),
    )
