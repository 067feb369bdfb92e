"""Phrases with holes, written by authors, found in normalised words in one pass.

A pattern is a line of words. `word*` any ending · `a|b` either word · `(two words|other)` either phrase · `<list>` a
named list · `..` up to three words between · `...` up to eight · `x?` may be missing · `^` `$` the ends of the
message · `<number>` digits · `[?]` a question mark. The little words of SKIPPED may be missing or added; `la!` asks
for one. What a spelling pack drops counts nowhere.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from itertools import chain
from typing import NamedTuple

from conversations.errors import ContentError
from conversations.meanings import Meaning
from conversations.normalise import BREAK
from conversations.spelling import plain

_ELEMENT = re.compile(r"\(([^)]*)\)(\?)?|<([\w.]+)>(\?)?|(\.\.\.?)|(\[\?\])|([\^$])(?=\s|$)|(\S+)")
_LIST = re.compile(r"<(?!number>)([\w.]+)>")
_GAPS = {"..": 3, "...": 8}
# One sign each where phrases are looked for: any number of them is passed over in one step.
SKIPPED = dict(zip(("le", "la", "un", "trop", "tres", "encore", "aussi", "deja"), map(chr, range(1, 9)), strict=True))
_LITTLE = "\x01-\x08"
_SKIP = f"[{_LITTLE}]*"
_ANY_WORD = f"(?:[{_LITTLE}]| [^ .?{_LITTLE}]+)"
_WHOLE = f"(?=[ {_LITTLE}])"  # the last word ends here
_END = r"(?: [.?])*(?= \Z)"
NUMBER = "<number>"
ALONE = ""
_MANY = 6  # alternatives
_FEW = 24  # anchors; of more, one stands in most messages
_NUMBERS, _RARELY = 15.0, 0.05  # of a hundred messages
Canonical = Callable[[str], list[str]]
Words = tuple[str, ...]
Asked = Callable[[str, int, int], re.Match[str] | None]


class Element(NamedTuple):
    """Alternatives, each a sequence of words (`word*` a prefix); or a gap of at most `gap` words; or an end.

    `anchors`: the rarest word of each alternative, of which one is likely to stand in a message so `often`, with the
    next rarest of each alternative that it stands for; `longest`: most words that it can take, articles included.
    """

    choices: tuple[Words, ...] = ()
    optional: bool = False
    gap: int = 0
    edge: str = ""
    anchors: Mapping[str, set[str]] = {}
    often: float = 0.0
    longest: int = 0

    def beside(self, anchor: str) -> frozenset[str]:
        """Without one of these words too, nothing holds where the anchor stands: another word of each alternative that
        it stands for, and the other anchors, which may stand near. Empty where nothing can be said, or too little.
        """
        others = self.anchors.get(anchor)
        if others is None or len(self.anchors) > _FEW:
            return frozenset()
        beside = others.union(self.anchors) - {anchor}
        return frozenset() if ALONE in others or any(map(_is_open, beside)) else frozenset(beside)


class Phrase(NamedTuple):
    """One alternative: its words, the rarest, and the rarest of the others; ALONE where there is no other."""

    words: Words
    anchor: str
    other: str


class Hit(NamedTuple):
    """What was found, its first and last word (inclusive)."""

    rule: Meaning
    first: int
    last: int


class Pattern:
    """One line of one rule. Its regular expression is made when it is first needed: most never are."""

    __slots__ = ("after", "also", "asked", "before", "elements", "rule", "start", "whole")

    def __init__(self, rule: Meaning, elements: tuple[Element, ...]) -> None:
        self.rule = rule
        self.whole = rule.whole
        self.elements = elements
        self.asked: Asked | None = None
        place, self.also = _needed(elements)
        self.start = elements[place]
        # Of its own words all but one may stand before the anchor, each with a little word that is passed over.
        self.before = _longest(elements[:place]) + max(self.start.longest - 2, 0)
        self.after = _longest(elements[place:])

    def holds_alone(self, word: str) -> bool:
        """Whether this word is all that the pattern asks for; longer alternatives are found by words of their own."""
        return len(self.elements) == 1 and (self.start.longest == 2 or self.start.anchors.get(word) == {ALONE})

    def compiled(self) -> Asked:
        """What finds it in words as `written`, before a space. It mostly begins with a space, which a search runs to
        without trying letter by letter; where it begins with the word it was found by, no search is needed.
        """
        source = "".join(map(_source, self.elements)).removeprefix(_SKIP)
        if self.elements[-1].edge != "$":
            source += _WHOLE
        expression = re.compile(source)
        self.asked = expression.search if self.before else expression.match
        return self.asked


def written(word: str) -> str:
    """A canonical word as it stands where phrases are looked for: after a space, or as one sign."""
    return SKIPPED.get(word) or " " + word


class PatternReader:
    """Reads lines with the lists of the packs; `ranks`: that of frequent words, the most frequent first.

    The same groups, phrases and words stand in hundreds of lines: what each means is worked out once.
    """

    def __init__(self, lists: Mapping[str, str], canonical: Canonical, ranks: Mapping[str, int]) -> None:
        self._lists = lists
        self._words = cache(partial(_words, canonical=canonical))
        self._phrase = cache(self._phrase_of)
        self._often = cache(partial(_often, ranks=ranks))
        self._known: dict[tuple[str, bool], Element] = {}

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
                elements.append(self._element("?", False, line))
            else:
                text = f"<{name}>" if name else group if group is not None else word.rstrip("?")
                optional = bool(group_optional or name_optional) or (word is not None and word.endswith("?"))
                elements.append(self._element(text, optional, line))
        return tuple([element for element in elements if element.choices or element.gap or element.edge])

    def _element(self, text: str, optional: bool, line: str) -> Element:
        known = self._known.get((text, optional))
        if known is None:
            found = dict.fromkeys(map(self._phrase, _phrases(self._expanded(text, line))))
            known = self._known[text, optional] = self._alternatives([one for one in found if one.words], optional)
        return known

    def _alternatives(self, phrases: list[Phrase], optional: bool) -> Element:
        anchors: dict[str, set[str]] = {}
        for phrase in phrases:
            anchors.setdefault(phrase.anchor, set()).add(phrase.other)
        choices = tuple([phrase.words for phrase in phrases])
        return Element(
            choices=choices,
            optional=optional,
            anchors=anchors,
            often=sum(map(self._often, anchors)),
            longest=2 * max(map(len, choices), default=0),
        )

    def _phrase_of(self, text: str) -> Phrase:
        words = tuple(chain.from_iterable(map(self._words, text.split())))
        if len(words) < 2:
            return Phrase(words, "".join(words).rstrip("!"), ALONE)
        anchor = min(words, key=self._often)
        others = [word for word in words if word != anchor]
        other = min(others, key=self._often) if others else ALONE
        return Phrase(words, anchor.rstrip("!"), other.rstrip("!"))

    def _expanded(self, text: str, line: str) -> str:
        """With the words of the named lists in place of their names; lists may name lists."""
        while (match := _LIST.search(text)) is not None:
            if match[1] not in self._lists:
                raise ContentError("pattern.list_unknown", list=match[1], line=line)
            text = text[: match.start()] + self._lists[match[1]] + text[match.end() :]
        return text


def _phrases(text: str) -> list[str]:
    return [phrase.strip() for phrase in text.replace("\n", "|").split("|") if phrase.strip()]


def _words(part: str, canonical: Canonical) -> Words:
    """What one written word stands for."""
    if part.endswith("*"):
        return ("".join(canonical(part[:-1])[:1]) + "*" if len(part) < 4 else plain(part),)
    if part.endswith("!"):
        return (plain(part),)
    if part in ("#", NUMBER):
        return (NUMBER,)
    return tuple([word for word in canonical(part) if word not in SKIPPED and word != BREAK])


def _needed(elements: tuple[Element, ...]) -> tuple[int, tuple[frozenset[str], ...]]:
    """The element whose words are rarest: a search starts there. Then words of other elements, the rarest first,
    without which the pattern cannot hold: a cheap refusal before the expression.
    """
    found = [(one.often, place) for place, one in enumerate(elements) if one.choices and not one.optional]
    if not found:
        raise ContentError("pattern.without_words")
    found.sort()
    (_, start), *others = found
    sets = [(often, len(elements[at].anchors), at, frozenset(elements[at].anchors)) for often, at in others]
    return start, tuple([words for *_, words in sorted(sets) if not any(map(_is_open, words))])


def _is_open(word: str) -> bool:
    """Whether it stands for many words."""
    return word.endswith("*") or word == NUMBER


def _often(word: str, ranks: Mapping[str, int]) -> float:
    """In how many of a hundred messages a word is likely to stand, by its rank among the frequent ones (Zipf's law)."""
    if word == NUMBER:
        return _NUMBERS
    rank = ranks.get(word.rstrip("!"))
    return _RARELY if rank is None else 170 / (4 + rank)


def _longest(elements: tuple[Element, ...]) -> int:
    """Most words that these elements can take, articles included."""
    return sum([element.gap + element.longest for element in elements])


def _source(element: Element) -> str:
    if element.gap:
        return f"{_ANY_WORD}{{0,{element.gap}}}?"
    if element.edge:
        return r"\A" if element.edge == "^" else _END
    choices = [_SKIP.join(map(_word_source, choice)) for choice in element.choices]
    spaced = all(choice.startswith(" ") for choice in choices)
    one = (
        f"{_SKIP} (?:{_branched([choice[1:] for choice in choices])})" if spaced else f"{_SKIP}(?:{'|'.join(choices)})"
    )
    return f"(?:{one})?" if element.optional else one


def _branched(sources: Sequence[str], depth: int = 2) -> str:
    """Alternatives by their first letters, so that few of many are looked at; those of one letter in their order, and
    those of others can never hold at the same place.
    """
    if len(sources) < _MANY or not depth or not all(source[:1].isalpha() for source in sources):
        return "|".join(sources)
    letters: dict[str, list[str]] = {}
    for source in sources:
        letters.setdefault(source[0], []).append(source)
    return "|".join(
        f"{letter}(?:{_branched([one[1:] for one in given], depth - 1)})" if len(given) > 1 else given[0]
        for letter, given in letters.items()
    )


def _word_source(word: str) -> str:
    if word == NUMBER:
        return r" \d+"
    if word.endswith("*"):
        return f" {re.escape(word[:-1])}[^ {_LITTLE}]*"
    little = SKIPPED.get(word.removesuffix("!"))
    return little or " " + re.escape(word.removesuffix("!"))
