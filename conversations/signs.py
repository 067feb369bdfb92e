"""What a message is weighed by: its words, their neighbours, the classes they belong to, and what the rules said.

A sign is a short readable name: `mouri`, `voulo mouri`, `voulo .. mouri`, `<die>`, `rules=high`. The weights of each
are in `weights.json`, made by tests/training/train.py with these same functions.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from conversations.normalise import Typed
from conversations.patterns import SKIPPED

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


def signs_of(words: Sequence[str], classes: Classes) -> list[str]:
    """Of a run of words, known by their first five letters; the end of a sentence is a neighbour like another."""
    kept = [word for word in words if word not in SKIPPED]
    stems = [word[:_STEM] for word in kept]
    found = [
        *stems,
        *[f"{first} {second}" for first, second in pairwise(stems)],
        *[f"{first} .. {second}" for first, second in zip(stems, stems[2:], strict=False)],
    ]
    for word, stem in zip(kept, stems, strict=True):
        named = classes.get(word) or classes.get(stem)
        if named:
            found += named
    return found


def places_of(words: Sequence[str], classes: Classes) -> dict[str, tuple[int, int]]:
    """Sign → its first and last word, where it first stands."""
    kept = [(place, word) for place, word in enumerate(words) if word not in SKIPPED]
    found: dict[str, tuple[int, int]] = {}
    for at, (place, word) in enumerate(kept):
        stem = word[:_STEM]
        for name in (stem, *(classes.get(word) or classes.get(stem) or ())):
            found.setdefault(name, (place, place))
        for width, between in ((1, " "), (2, " .. ")):
            if at >= width:
                first, before = kept[at - width]
                found.setdefault(f"{before[:_STEM]}{between}{stem}", (first, place))
    return found


def circumstances(typed: Typed, lang: str) -> list[str]:
    """What is true of the whole message: its moods, its length in eights of words, its language."""
    moods = [f"mood={mood}" for mood in dict.fromkeys(mood for mood, _ in typed.asides)]
    return [*moods, f"length={min(_LONGEST, len(typed.words) // _EIGHT)}", f"lang={lang}"]


def ruled_signs(ruled: Ruled) -> list[str]:
    """What the rules concluded, as signs."""
    return [
        f"rules={ruled.risk}",
        f"rules:{ruled.intent}",
        f"rules:{ruled.audience}",
        *[f"rules:{kind}" for kind in ruled.kinds],
        *[f"rules:{topic}" for topic in ruled.topics],
        *[f"rule:{family}" for family in ruled.families],
    ]
