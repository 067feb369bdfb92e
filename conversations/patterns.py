"""Phrases with holes, written by authors, found in normalised words in one pass.

A pattern is a line of words. `word*` any ending · `a|b` either word · `(two words|other)` either phrase · `<list>` a
named list · `..` up to three words between · `...` up to eight · `x?` may be missing · `^` `$` the ends of the
message · `<number>` digits · `[?]` a question mark. The little words of SKIPPED may be missing or added; `la!` asks
for one. What a spelling pack drops counts nowhere.
"""

import re
from collections.abc import Callable, Container, Iterable, Mapping
from functools import cache, partial
from itertools import accumulate
from typing import NamedTuple

from conversations.errors import ContentError
from conversations.meanings import Meaning
from conversations.normalise import BREAK
from conversations.spelling import plain

_ELEMENT = re.compile(r"\(([^)]*)\)(\?)?|<([\w.]+)>(\?)?|(\.\.\.?)|(\[\?\])|([\^$])(?=\s|$)|(\S+)")
_LIST = re.compile(r"<(?!number>)([\w.]+)>")
_GAPS = {"..": 3, "...": 8}
_SKIP = "(?:(?:le|la|un|trop|tres|encore|aussi|deja) )*"
SKIPPED = frozenset({"le", "la", "un", "trop", "tres", "encore", "aussi", "deja"})
_END = r"(?:[.?] )*\Z"
_NUMBER = "<number>"
_STEM = 3
_SHORT = 12
_NO_STEMS: dict[str, list["Pattern"]] = {}
Rarest = Callable[[tuple[tuple[str, ...], ...]], tuple[frozenset[str], float]]
Canonical = Callable[[str], list[str]]
Asked = Callable[[str, int, int], re.Match[str] | None]


class Element(NamedTuple):
    """Alternatives, each a sequence of words (`word*` a prefix); or a gap of at most `gap` words; or an end."""

    choices: tuple[tuple[str, ...], ...] = ()
    optional: bool = False
    gap: int = 0
    edge: str = ""


class Hit(NamedTuple):
    """What was found, its first and last word (inclusive)."""

    rule: Meaning
    first: int
    last: int


class Pattern:
    """One line of one rule. Its regular expression is made when it is first needed: most never are."""

    __slots__ = ("after", "also", "anchors", "asked", "before", "besides", "elements", "rule", "single", "whole")

    def __init__(self, rule: Meaning, elements: tuple[Element, ...], rarest: Rarest) -> None:
        self.rule = rule
        self.whole = rule.whole
        self.elements = elements
        self.asked: Asked | None = None
        place, self.anchors, self.also, self.besides = _needed(elements, rarest)
        self.before = _longest(elements[:place]) + max(map(len, elements[place].choices)) - 1
        self.after = _longest(elements[place:])
        self.single = len(elements) == 1 and all(len(choice) == 1 for choice in elements[0].choices)

    def compiled(self) -> Asked:
        """What finds it in ` words between spaces `. It begins with a space, which a search runs to without trying
        letter by letter; where it begins with the word it was found by, no search is needed.
        """
        source = "".join(map(_source, self.elements))
        if self.elements[0].edge != "^":
            source = " " + source.removeprefix(_SKIP)
        expression = re.compile(source)
        self.asked = expression.search if self.before else expression.match
        return self.asked


class PatternReader:
    """Reads lines with the lists of the packs; what a group of alternatives means is worked out once."""

    def __init__(self, lists: Mapping[str, str], canonical: Canonical) -> None:
        self._lists = lists
        # The same phrases stand in hundreds of lines.
        self._choice = cache(partial(_choice, canonical=canonical))
        self._known: dict[str, tuple[tuple[str, ...], ...]] = {}

    def parse(self, line: str) -> tuple[Element, ...]:
        """The elements of a line; a name of a list that does not exist is an error of the author."""
        elements = []
        for match in _ELEMENT.finditer(line):
            group, group_optional, name, name_optional, gap, question, edge, word = match.groups()
            if gap:
                elements.append(Element(gap=_GAPS[gap]))
            elif edge:
                elements.append(Element(edge=edge))
            elif question:
                elements.append(Element(choices=(("?",),)))
            else:
                text = f"<{name}>" if name else group if group is not None else word.rstrip("?")
                optional = bool(group_optional or name_optional) or (word is not None and word.endswith("?"))
                elements.append(Element(choices=self._choices(text, line), optional=optional))
        return tuple(element for element in elements if element.choices or element.gap or element.edge)

    def _choices(self, text: str, line: str) -> tuple[tuple[str, ...], ...]:
        known = self._known.get(text)
        if known is None:
            phrases = _phrases(self._expanded(text, line))
            found = dict.fromkeys(map(self._choice, phrases))
            known = self._known[text] = tuple(choice for choice in found if choice)
        return known

    def _expanded(self, text: str, line: str) -> str:
        """With the words of the named lists in place of their names; lists may name lists."""
        while (match := _LIST.search(text)) is not None:
            if match[1] not in self._lists:
                raise ContentError("pattern.list_unknown", list=match[1], line=line)
            text = text[: match.start()] + self._lists[match[1]] + text[match.end() :]
        return text


def _phrases(text: str) -> list[str]:
    return [phrase.strip() for phrase in text.replace("\n", "|").split("|") if phrase.strip()]


def _choice(phrase: str, canonical: Canonical) -> tuple[str, ...]:
    words: list[str] = []
    for part in phrase.split():
        if part.endswith("*"):
            words.append("".join(canonical(part[:-1])[:1]) + "*" if len(part) < 4 else plain(part))
        elif part.endswith("!"):
            words.append(plain(part))
        elif part in ("#", _NUMBER):
            words.append(_NUMBER)
        else:
            words.extend(word for word in canonical(part) if word not in SKIPPED and word != BREAK)
    return tuple(words)


def _needed(
    elements: tuple[Element, ...], rarest: Rarest
) -> tuple[int, frozenset[str], frozenset[str], frozenset[str]]:
    """The element whose words are rarest, and these words: a search starts there. Then words of two other elements,
    without which the pattern cannot hold: a cheap refusal before the expression.
    """
    found = [
        (*rarest(element.choices), place)
        for place, element in enumerate(elements)
        if element.choices and not element.optional
    ]
    if not found:
        raise ContentError("pattern.without_words")
    found.sort(key=lambda one: (one[1], one[2]))
    (anchors, _, start), *others = found
    others = sorted((one for one in others if not _is_open(one[0])), key=lambda one: (one[1], len(one[0]), one[2]))
    also, besides, *_ = [words for words, _, _ in others] + [frozenset[str]()] * 2
    return start, anchors, also, besides


def _is_open(words: frozenset[str]) -> bool:
    """Whether one of them stands for many words."""
    return any(word.endswith("*") or word == _NUMBER for word in words)


def rarest_by(common: Mapping[str, int]) -> Rarest:
    """What `_rarest` says, worked out once: the same alternatives stand in hundreds of lines."""
    return cache(partial(_rarest, common=common))


def _rarest(choices: tuple[tuple[str, ...], ...], common: Mapping[str, int]) -> tuple[frozenset[str], float]:
    """The rarest word of each alternative, and how often one of them is likely to stand in a message."""
    words = {
        choice[0] if len(choice) == 1 else min(choice, key=lambda word: _commonness(word, common)) for choice in choices
    }
    return frozenset(word.rstrip("!") for word in words), sum(_commonness(word, common) for word in words)


def _commonness(word: str, common: Mapping[str, int]) -> float:
    """How often a word is likely to stand in a message: by its rank among the common ones."""
    if word == _NUMBER:
        return 2.0
    rank = common.get(word.rstrip("!"))
    return 0.05 if rank is None else 100 / (3 + rank)


def _longest(elements: tuple[Element, ...]) -> int:
    """Most words that these elements can take, articles included."""
    return sum(element.gap + 2 * max((len(choice) for choice in element.choices), default=0) for element in elements)


def _source(element: Element) -> str:
    if element.gap:
        return f"(?:[^ .?]+ ){{0,{element.gap}}}?"
    if element.edge:
        return r"\A " if element.edge == "^" else _END
    choices = "|".join(_SKIP.join(map(_word_source, choice)) for choice in element.choices)
    return f"{_SKIP}(?:{choices})" if not element.optional else f"(?:{_SKIP}(?:{choices}))?"


def _word_source(word: str) -> str:
    if word == _NUMBER:
        return r"\d+ "
    if word.endswith("*"):
        return re.escape(word[:-1]) + "[^ ]* "
    return re.escape(word.rstrip("!")) + " "


Candidate = tuple[frozenset[str], frozenset[str], Pattern]


class Matcher:
    """All patterns of all rules, found by their rarest word. `known`: the words of the packs."""

    def __init__(self, patterns: Iterable[Pattern], known: Container[str]) -> None:
        self._known = known
        self._by_word: dict[str, list[Pattern]] = {}
        self._whole: dict[str, list[Pattern]] = {}
        self._by_stem: dict[str, dict[str, list[Pattern]]] = {}
        self._numbers: list[Pattern] = []
        self._ready: tuple[dict[str, tuple[Candidate, ...]], ...] = ({}, {})
        self._farthest = 1
        for pattern in patterns:
            self._farthest = max(self._farthest, pattern.after + 1)
            for anchor in sorted(pattern.anchors):
                if anchor == _NUMBER:
                    self._numbers.append(pattern)
                elif anchor.endswith("*"):
                    stem = anchor[:-1]
                    self._by_stem.setdefault(stem[:_STEM], {}).setdefault(stem, []).append(pattern)
                else:
                    table = self._whole if pattern.whole else self._by_word
                    table.setdefault(anchor.rstrip("!"), []).append(pattern)

    def find(self, words: list[str]) -> list[Hit]:
        """Every place where a pattern holds, in the order of the words."""
        canon = " " + " ".join(words) + " "
        starts = list(accumulate([len(word) + 1 for word in words], initial=1))
        places = {start: place for place, start in enumerate(starts)}
        starts += [len(canon)] * self._farthest
        hits: dict[Hit, None] = {}
        lacks = set(words).isdisjoint
        short = len(words) <= _SHORT
        ready = self._ready[short]
        for place, word in enumerate(words):
            candidates = ready.get(word)
            if candidates is None:
                candidates = self._candidates(word, short)
            for also, besides, pattern in candidates:
                if also and (lacks(also) or (besides and lacks(besides))):
                    continue
                if pattern.single:
                    hits[Hit(pattern.rule, place, place)] = None
                    continue
                # Around the word, no farther than the pattern's own length either way.
                asked, first = pattern.asked or pattern.compiled(), place - pattern.before
                match = asked(canon, starts[first] - 1 if first > 0 else 0, starts[place + pattern.after + 1])
                if match is not None:
                    first, end = match.span()
                    hits[Hit(pattern.rule, places[first + 1], places[end] - 1)] = None
        return list(hits)

    def _candidates(self, word: str, short: bool) -> tuple[Candidate, ...]:
        """Every pattern that a word can be the rarest word of, with what must stand elsewhere for it to hold.

        Worked out once for the words of the packs; never kept for what else people type.
        """
        found = [*self._by_word.get(word, ()), *(self._whole.get(word, ()) if short else ())]
        if word.isdigit():
            found += self._numbers
        else:
            by_stem = self._by_stem.get(word[:_STEM], _NO_STEMS)
            found += [pattern for stem, patterns in by_stem.items() if word.startswith(stem) for pattern in patterns]
        candidates = tuple((pattern.also, pattern.besides, pattern) for pattern in found)
        if word in self._known:
            self._ready[short][word] = candidates
        return candidates
