"""What a message is weighed by: its words, their neighbours, the classes they belong to, and what the rules said.

A sign is a short readable name: `mouri` (a word by its first letters), `#ouri` (four letters in a row), `<die>` (a
class of words), `voulo mouri` and `voulo <die>` (neighbours), `voulo .. mouri` (one word between), `<pill> ... <now>`
(classes a few words apart), `rules=high`. The weights of each are in `weights.json`, by tests/training/train.py.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from conversations.normalise import Typed
from conversations.patterns import SKIPPED

NEAR, BETWEEN, APART = " ", " .. ", " ... "
REACH = 4
_STEM = 5
_LETTERS = 4
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


def stem_of(word: str) -> str:
    return word[:_STEM]


def classes_of(word: str, classes: Classes) -> Sequence[str]:
    return classes.get(word) or classes.get(word[:_STEM]) or ()


def letters_of(word: str) -> Iterable[str]:
    """Four letters in a row, the ends of the word counted in: what is left of a word typed as nobody else does."""
    edged = f"_{word}_"
    return {f"#{edged[at : at + _LETTERS]}" for at in range(len(edged) - _LETTERS + 1)}


def kept_of(words: Sequence[str]) -> list[tuple[int, str]]:
    """The words that are weighed, each with its place."""
    return [(place, word) for place, word in enumerate(words) if word not in SKIPPED]


def signs_of(words: Sequence[str], classes: Classes) -> Iterator[tuple[str, int, int]]:
    """Every sign of a run of words with its first and last word. What different words share comes once for each of
    them; what the same words repeat comes once."""
    kept = kept_of(words)
    told: set[str] = set()
    for place, word in kept:
        if word not in told:
            told.add(word)
            for sign in (stem_of(word), *classes_of(word, classes), *letters_of(word)):
                yield sign, place, place
    pairs: dict[str, tuple[int, int]] = {}
    for sign, first, last in _pairs(kept, classes):
        pairs.setdefault(sign, (first, last))
    yield from ((sign, first, last) for sign, (first, last) in pairs.items())


def _pairs(kept: list[tuple[int, str]], classes: Classes) -> Iterator[tuple[str, int, int]]:
    parts = [(stem_of(word), *classes_of(word, classes)) for _, word in kept]
    for (first, _), (last, _), before, after in zip(kept, kept[1:], parts, parts[1:], strict=False):
        yield from ((f"{one}{NEAR}{other}", first, last) for one in before for other in after)
    for (first, _), (last, _), before, after in zip(kept, kept[2:], parts, parts[2:], strict=False):
        yield f"{before[0]}{BETWEEN}{after[0]}", first, last
    for at, (first, _) in enumerate(kept):
        for (last, _), after in zip(kept[at + 1 : at + 1 + REACH], parts[at + 1 : at + 1 + REACH], strict=True):
            yield from ((f"{one}{APART}{other}", first, last) for one in parts[at][1:] for other in after[1:])


def circumstances(typed: Typed, lang: str) -> list[str]:
    """What is true of the whole message: its moods, its length in eights of words, its language."""
    moods = map("mood=".__add__, dict.fromkeys([mood for mood, _ in typed.asides]))
    return [*moods, f"length={min(_LONGEST, len(typed.words) // _EIGHT)}", f"lang={lang}"]


def ruled_signs(ruled: Ruled) -> list[str]:
    """What the rules concluded, as signs."""
    said = map("rules:".__add__, (ruled.intent, ruled.audience, *ruled.kinds, *ruled.topics))
    return [f"rules={ruled.risk}", *said, *map("rule:".__add__, ruled.families)]
