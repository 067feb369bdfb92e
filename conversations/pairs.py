"""Words as numbers that add up to pairs: what stands beside what in a message, without writing each pair out.

A pair of `weights.json` (`voulo mouri`, `voulo .. mouri`, `<pill> ... <now>`) is the sum of two numbers, one of the
first part and its way of standing together, one of the second part. The parts of a word are looked up once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from conversations.signs import APART, BETWEEN, NEAR, REACH

WAYS = {APART: 2, BETWEEN: 1, NEAR: 0}  # the longest first: each holds the next
Pair = tuple[str, str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """What a word weighs alone, by which signs, and its numbers as one of a pair, for each way of standing together.

    `near_*` for neighbours, by the word and its classes; `between_*` with one word between, by the word (zero for none
    that counts); `apart_*` a few words apart, by its classes.
    """

    word: str
    alone: int
    signs: tuple[str, ...]
    near_first: tuple[int, ...]
    near_second: tuple[int, ...]
    between_first: int
    between_second: int
    apart_first: tuple[int, ...]
    apart_second: tuple[int, ...]
    grave: bool
    urgent: bool


class Numbers:
    """The number of each part of the known pairs, as the first or the second of a way; zero where it never is."""

    def __init__(self, pairs: Iterable[Pair]) -> None:
        given = list(pairs)
        parts = dict.fromkeys([part for _, first, second in given for part in (first, second)])
        places = {part: place for place, part in enumerate(parts, start=1)}
        shift = len(parts).bit_length()
        self._first = {(way, first): ((WAYS[way] << shift) + places[first]) << shift for way, first, _ in given}
        self._second = {(way, second): places[second] for way, _, second in given}

    def key(self, pair: Pair) -> int:
        """The number of a known pair."""
        way, first, second = pair
        return self._first[way, first] + self._second[way, second]

    def first(self, way: str, part: str) -> int:
        return self._first.get((way, part), 0)

    def second(self, way: str, part: str) -> int:
        return self._second.get((way, part), 0)

    def firsts(self, way: str, parts: Iterable[str]) -> tuple[int, ...]:
        return tuple([self._first[way, part] for part in parts if (way, part) in self._first])

    def seconds(self, way: str, parts: Iterable[str]) -> tuple[int, ...]:
        return tuple([self._second[way, part] for part in parts if (way, part) in self._second])


def pair_of(sign: str) -> Pair | None:
    """The way, the first and the second part of a sign, if it is a pair."""
    if " " not in sign:
        return None
    way = next(way for way in WAYS if way in sign)
    first, _, second = sign.partition(way)
    return way, first, second


def keys_of(words: Sequence[Word]) -> set[int]:
    """Every pair that may be a known one: what repeats counts once."""
    keys = {
        one + other for first, second in pairwise(words) for one in first.near_first for other in second.near_second
    }
    keys.update(
        [
            first.between_first + second.between_second
            for first, second in zip(words, words[2:], strict=False)
            if first.between_first and second.between_second
        ]
    )
    keys.update(
        [
            one + other
            for at, first in enumerate(words, start=1)
            if first.apart_first
            for second in words[at : at + REACH]
            for other in second.apart_second
            for one in first.apart_first
        ]
    )
    return keys


def places_of(words: Sequence[Word], places: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Where each of these pairs stands first; `places`: where each word stands."""
    found: dict[int, tuple[int, int]] = {}
    for at in range(len(words) - 2, -1, -1):
        first = words[at]
        for beyond in range(min(REACH, len(words) - 1 - at), 0, -1):
            second = words[at + beyond]
            keys = [one + other for one in first.apart_first for other in second.apart_second]
            if beyond == 1:
                keys += [one + other for one in first.near_first for other in second.near_second]
            if beyond == 2 and first.between_first and second.between_second:
                keys.append(first.between_first + second.between_second)
            found.update(dict.fromkeys(keys, (places[at], places[at + beyond])))
    return found
