"""Looks for phrases whatever their accents, elisions and small negation words.

A phrase is words; `a|b` either of two, `a|b?` either or none, `word~` any ending, `*` up to three words, `^` and `$`
the ends of the text. Both the phrase and the text are folded the same way, so that « t'aurais pas dû » and « tu
n'aurais pas dû » are the same words.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_EUPHONIC = re.compile(r"-t-(?=il|elle|on)")
_BREAK = re.compile(r"[.!?…;:\n]+")
_WORD = re.compile(r"[a-z0-9%]+|\.")
_SAME = {
    "l": "le", "la": "le", "les": "le", "j": "je", "t": "tu", "te": "tu", "m": "me", "s": "se", "c": "ce", "d": "de",
    "qu": "que", "jusqu": "jusque", "puisqu": "puisque", "lorsqu": "lorsque", "vs": "vous", "pr": "pour",
}  # fmt: skip
_DROPPED = frozenset({"n", "ne"})
_CUT = re.compile(r"\|[^\s|'’]+['’]\w|['’]\|")
_GAP = r"(?:[^ .]+ ){0,3}"
_ENDS = {"^": r"\A(?:\. )*", "$": r"(?:\. )*\Z"}


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Lowercase words without accents, one space apart; a full stop stands between sentences."""
    bare = unicodedata.normalize("NFKD", _EUPHONIC.sub(" ", text.casefold().replace("œ", "oe")))
    bare = "".join(char for char in bare if not unicodedata.combining(char))
    words = _WORD.findall(_BREAK.sub(" . ", bare))
    return " ".join(_SAME.get(word, word) for word in words if word not in _DROPPED)


class Phrases:
    """A list of phrases, looked for together."""

    def __init__(self, phrases: Iterable[str]) -> None:
        written = [one for one in (_pattern(phrase) for phrase in phrases) if one]
        self._found = re.compile(rf"(?<!\S)(?:{'|'.join(written)})(?!\S)") if written else None

    def first(self, text: str) -> str:
        """The first words of the text that are one of the phrases, folded; "" where there are none."""
        match = self._found.search(fold(text) + " ") if self._found else None
        return match[0].strip() if match else ""


def is_cut(phrase: str) -> bool:
    """Whether an apostrophe cuts an alternative in two: « l'an|l'été » is read as « l », « an » or « l », « été »."""
    return _CUT.search(phrase) is not None


def _pattern(phrase: str) -> str:
    parts: list[str] = []
    for token in re.split(r"[\s'’-]+", phrase.strip()):
        if token == "*":  # noqa: S105 - a sign of the phrase language, not a password
            parts.append(_GAP)
        elif token in _ENDS:
            parts.append(_ENDS[token])
        elif words := [word for one in token.removesuffix("?").split("|") if (word := _word(one))]:
            said = f"(?:{'|'.join(words)}) "
            parts.append(f"(?:{said})?" if token.endswith("?") else said)
    return "".join(parts).removesuffix(" ")


def _word(token: str) -> str:
    folded = fold(token.removesuffix("~"))
    return f"{re.escape(folded)}\\w*" if token.endswith("~") else re.escape(folded)
