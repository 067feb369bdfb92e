"""All patterns of all rules, found in the words of a message through their rarest word."""

from collections.abc import Container, Iterable
from itertools import accumulate, pairwise

from conversations.meanings import Meaning
from conversations.normalise import BREAK, QUESTION
from conversations.patterns import NUMBER, Hit, Pattern, written

_STEM = 3
_SHORT = 12
_LONG = 24  # words; what another place of a message holds is no help here
_SIGNS = (BREAK, QUESTION)
_NO_STEMS: dict[str, list[Pattern]] = {}
Needed = frozenset[str]
Candidate = tuple[Needed, Needed, Needed, Pattern]
Candidates = tuple[tuple[Meaning, ...], tuple[Candidate, ...]]
_NOTHING: Needed = frozenset()


class Matcher:
    """All patterns of all rules, found by their rarest word. `known`: the words of the packs."""

    def __init__(self, patterns: Iterable[Pattern], known: Container[str]) -> None:
        self._known = known
        self._by_word: dict[str, list[Pattern]] = {}
        self._whole: dict[str, list[Pattern]] = {}
        self._by_stem: dict[str, dict[str, list[Pattern]]] = {}
        self._numbers: list[Pattern] = []
        self._same: dict[Needed, Needed] = {}
        self._ready: tuple[dict[str, Candidates], ...] = ({}, {})
        self._farthest = 1
        for pattern in patterns:
            self._farthest = max(self._farthest, pattern.after + 1)
            for anchor in sorted(pattern.start.anchors):
                if anchor == NUMBER:
                    self._numbers.append(pattern)
                elif anchor.endswith("*"):
                    stem = anchor[:-1]
                    self._by_stem.setdefault(stem[:_STEM], {}).setdefault(stem, []).append(pattern)
                else:
                    table = self._whole if pattern.whole else self._by_word
                    table.setdefault(anchor, []).append(pattern)

    def find(self, words: list[str]) -> list[Hit]:
        """Every place where a pattern holds, in the order of the words."""
        pieces = list(map(written, words))
        canon = "".join(pieces) + " "
        starts = list(accumulate(map(len, pieces), initial=0))
        places = {start: place for place, start in enumerate(starts)}
        starts += [len(canon)] * self._farthest
        hits: dict[Hit, None] = {}
        short = len(words) <= _SHORT
        ready = self._ready[short]
        for start, end in _sentences(words):
            sentence = words[start:end]
            lacks, long = set(sentence).isdisjoint, end - start > _LONG
            for place, word in enumerate(sentence, start):
                alone, others = ready.get(word) or self._candidates(word, short)
                for rule in alone:
                    hits[Hit(rule, place, place)] = None
                for one, two, three, pattern in others:
                    if one and (lacks(one) or (two and (lacks(two) or (three and lacks(three))))):
                        continue
                    # Around the word, no farther than the pattern's own length either way.
                    first, beyond = place - pattern.before, place + pattern.after + 1
                    if first < 0:
                        first = 0
                    if long and one and one.isdisjoint(words[first:beyond]):
                        continue
                    match = (pattern.asked or pattern.compiled())(canon, starts[first], starts[beyond] + 1)
                    if match is not None:
                        first, last = match.span()
                        hits[Hit(pattern.rule, places[first], places[last] - 1)] = None
        return list(hits)

    def _candidates(self, word: str, short: bool) -> Candidates:
        """Every pattern that a word can be the rarest word of: the rules that it fulfils alone, then the others, with
        what must stand elsewhere for them to hold.

        Worked out once for the words of the packs; never kept for what else people type.
        """
        found = [*self._by_word.get(word, ()), *(self._whole.get(word, ()) if short else ())]
        if word.isdigit():
            found += self._numbers
        else:
            by_stem = self._by_stem.get(word[:_STEM], _NO_STEMS)
            found += [pattern for stem, patterns in by_stem.items() if word.startswith(stem) for pattern in patterns]
        alone = tuple(dict.fromkeys([pattern.rule for pattern in found if pattern.holds_alone(word)]))
        others = [pattern for pattern in found if not pattern.holds_alone(word)]
        candidates = alone, tuple([self._candidate(pattern, pattern.start.beside(word)) for pattern in others])
        if word in self._known:
            self._ready[short][word] = candidates
        return candidates

    def _candidate(self, pattern: Pattern, company: Needed) -> Candidate:
        """The pattern with up to three sets of words, of each of which one must stand somewhere in the message.

        Sets that are the same are one object: a message looks at many, and what is small is quickly at hand.
        """
        needed = [self._same.setdefault(words, words) for words in (company, *pattern.also) if words]
        one, two, three, *_ = needed + [_NOTHING] * 3
        return one, two, three, pattern


def _sentences(words: list[str]) -> list[tuple[int, int]]:
    """Where each begins and ends, its sign included: no phrase goes from one into the next."""
    ends = [place + 1 for place, word in enumerate(words) if word in _SIGNS]
    return list(pairwise([0, *ends, len(words)]))
