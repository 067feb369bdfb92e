"""Ages, telephone numbers and places that a text names."""

import re
from collections.abc import Iterable, Sequence

from conversations.rules import PlacesPack
from conversations.spelling import plain

# What it may not follow is looked at behind its first sign, so that a search goes straight to such signs.
_NUMBER = re.compile(r"[+\d](?<![\w.,/][+\d])(?:(?<=\d)|(?<=\+)\d)(?:[ .\-/\u00a0\u202f]?\d){1,13}(?![\w,/:]|[.]\d)")
_DIGIT = re.compile(r"\d")
_SHORT = re.compile(r"1[015][0-9]|1[1278]|15|30\d\d|31\d\d|39\d\d|116\d{3}|911|988")
_LONG = re.compile(r"(?:\+|00)\d{9,13}|0\d{8,9}")
_TYPED_UNITS = re.compile(r"\s*(?:ans?|h\b|heures?|jours?|mois|euros?|€|e\b|fois|messages?|min|%|personnes?|km)", re.I)
_AGO = frozenset({"depuis", "pendant", "dans", "a", "pour"})
_BANDS = ((10, "under_11"), (14, "11_14"), (17, "15_17"), (120, "18_plus"))


def phone_numbers(text: str) -> tuple[str, ...]:
    """Numbers of services and subscribers as digits, in the order of the text; dates, ages and sums are left out."""
    if _DIGIT.search(text) is None:
        return ()
    found: dict[str, None] = {}
    for match in _NUMBER.finditer(text):
        digits = re.sub(r"[^\d+]", "", match[0])
        short = _SHORT.fullmatch(digits) and not _TYPED_UNITS.match(text, match.end())
        if short or _LONG.fullmatch(digits):
            found[digits.lstrip("+")] = None
    return tuple(found)


def age_band(years: int) -> str:
    """One of under_11, 11_14, 15_17, 18_plus."""
    return next(band for limit, band in _BANDS if years <= limit)


def ages(words: Sequence[str]) -> list[tuple[int, int]]:
    """(years, index of the word) for every age said in words or digits: «13 ans», «im 15», «13 jaar»."""
    found = []
    for place in [place for place, word in enumerate(words) if word.isdigit()]:
        word = words[place]
        if not 4 <= int(word[:4]) <= 99:
            continue
        after = words[place + 1] if place + 1 < len(words) else ""
        before = words[place - 1] if place else ""
        if (after in ("an", "years", "yo", "jaar") and before not in _AGO) or before == "im":
            found.append((int(word[:4]), place))
    return found


def own_age(words: Sequence[str]) -> tuple[int, int] | None:
    """The age of the person who writes, where they say so."""
    for years, place in ages(words):
        before = [word for word in words[max(0, place - 3) : place] if word != "le"]
        if before[-1:] in (["im"], ["je"], ["moi"]) or before[-2:] in (["je", "etre"], ["ik", "ben"]):
            return years, place
    return None


def child_age(words: Sequence[str]) -> tuple[int, int] | None:
    """The age of the child an adult writes about: the first one below 20."""
    return next((found for found in ages(words) if found[0] < 20), None)


# « On est à Nice », « de Tours »; « a nice girl », « les tours » are no towns.
_STANDS_BEFORE_A_TOWN = re.compile(r"(?:^|[^a-z])(?:a|de|sur|vers|pres de|a cote de)\s+$")
_SAYS_WHERE = re.compile(
    r"\b(?:j'?habite|habite|habitons|vis|vit|vivons|viens|suis|chui|est|sommes|ville|college|lycee|ecole)\b[^.?!]*$"
)
_ARTICLE = re.compile(r"^(?:l[ae] |[dl]')")
_AHEAD = 40


class Places:
    """Town or school word → country, from the packs of the countries."""

    def __init__(self, packs: Iterable[PlacesPack]) -> None:
        self.lines: dict[str, str] = {}
        self._names: set[str] = set()
        self._also_words: set[str] = set()
        for pack in packs:
            lines = [line.strip() for line in "|".join([pack.towns, pack.words]).replace("\n", "|").split("|")]
            self.lines[pack.country] = "\n".join([line for line in lines if line])
            self._names.update([_name(line) for line in lines])
            self._also_words.update(map(_name, pack.also_words.split("|")))

    def named(self, text: str, start: int, end: int) -> bool:
        """Whether the words there are that name as it is written, and no form of another word (« tourne », « jette »).

        What is an ordinary word too counts where one says where one is.
        """
        said, before = _name(text[start:end]), plain(text[max(0, start - _AHEAD) : start])
        if said not in self._names:
            return False
        if said not in self._also_words:
            return True
        return bool(_STANDS_BEFORE_A_TOWN.search(before) and _SAYS_WHERE.search(before))


def _name(written: str) -> str:
    return _ARTICLE.sub("", plain(written).replace("-", " ").strip())
