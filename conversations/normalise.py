"""How people type, brought back to words that patterns can be written for, with the place of each in the original.

Accents, capitals, look-alike and invisible letters, doubled letters, digits for letters, spelled-out words, words
glued together, verlan, SMS spelling and the forms of verbs all end as one canonical word. Every word keeps its span.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter

from conversations.spelling import Spelling, conjugated

BREAK = "."
QUESTION = "?"
_HIDDEN = "\x01"
_FIRST_EMOJI = 0xE000
_TOKEN = re.compile(
    r"[a-z0-9œæ][a-z0-9œæ'\x01]*(?:[@$!*|](?=[a-z])[a-z0-9œæ'\x01]*)*|\?+|(?<!\.)\.(?![a-z0-9.])|€|[\ue000-\ue0ff]"
)
_SPELLED = re.compile(r"(?<![a-z0-9'])(?:[a-z0-9][ .\-_*]\x01*){3,}[a-z0-9](?![a-z0-9'])")
_REPEATED = re.compile(r"([a-z])\1+")
_ONCE = itemgetter(1)
_NUMBER_UNIT = re.compile(r"(\d+)([a-z]+)")
_SYMBOL = re.compile(r"[@$!*|]")
_GLUED, _VOWELS = frozenset("mtsld"), frozenset("aeiouyh")
_SHORT_PIECES = frozenset({"je", "me", "te", "se", "il", "on", "en", "de", "la", "le", "ma", "tu", "un", "ca", "va"})
_LEET = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"})
_LEET_L = str.maketrans({"0": "o", "1": "l", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "|": "l"})
_LOOKALIKE = dict(
    zip(
        "абвгеёзикмнорстухцъьіїјѕһԁѵꙇԛԝѡɡɩαβγδεηικμνορτυχω",
        "abbreeznkmnopctyxubbiijshdviqwwgiabydenikuvoptuxw",
        strict=True,
    )
) | {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "þ": "p", "œ": "œ", "æ": "æ", "ß": "s"}
_HOMOGLYPHS = _LOOKALIKE | {"в": "b", "и": "u", "р": "p", "с": "c", "у": "y", "х": "x", "н": "h", "г": "r", "ц": "u"}
_SEPARATORS = {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "′": "'", "\n": BREAK, ";": BREAK, "…": " "}


def fold(char: str) -> str:
    """One character as one plain lowercase letter, digit, sign, or a space; invisible ones become a mark."""
    if char in _SEPARATORS:
        return _SEPARATORS[char]
    if unicodedata.category(char) in {"Mn", "Me", "Cf"} or char == "\u00ad":
        return _HIDDEN
    small = char.lower()
    plain = unicodedata.normalize("NFKD", _HOMOGLYPHS.get(small, small))[:1].lower()
    plain = _HOMOGLYPHS.get(plain, plain)
    if plain.isascii() and (plain.isalnum() or plain in ".!?'@$*|-_"):
        return plain
    return plain if plain in "œæ€" else " "


class _Folding(dict[int, str]):
    """The table of `str.translate`: one character for one, so that offsets stay those of the original."""

    def __init__(self, emoji: Mapping[str, str]) -> None:
        super().__init__({code: fold(chr(code)) for code in range(0x250)})
        self.update({ord(char): mark for char, mark in emoji.items()})

    def __missing__(self, code: int) -> str:
        return fold(chr(code))


@dataclass(slots=True)
class Typed:
    """`words[i]` was typed at `text[starts[i]:ends[i]]`; `.` and `?` stand where a sentence ends.

    `asides` are laughs, smileys and fillers that carry a mood but break no phrase: (mark, index of the next word).
    `tokens` are the words as they were spelled, in small letters without accents.
    """

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    asides: list[tuple[str, int]]
    tokens: list[str]
    sms: int = 0


class Normaliser:
    """Pure once built; safe to share."""

    def __init__(self, spelling: Spelling) -> None:
        self._spelling = spelling
        self._forms = dict(spelling.forms)
        self._asides = spelling.asides
        self._elisions = spelling.elisions
        self._collapsed: dict[str, str] = {}
        self._near: dict[str, str] = {}  # without one letter → the guarded word
        self._guarded: set[str] = set()
        emoji = [char for char in spelling.emoji if len(char) == 1]
        self._emoji = {chr(_FIRST_EMOJI + place): spelling.emoji[char] for place, char in enumerate(emoji)}
        self._folding = _Folding({char: chr(_FIRST_EMOJI + place) for place, char in enumerate(emoji)})
        self._stems: tuple[str, ...] = ("\n",)
        self._reindex(self._forms)
        self._forms.update({QUESTION: (QUESTION,), BREAK: (BREAK,), "€": ("euro",)})

    def learn(self, words: Iterable[str], stems: Iterable[str] = ()) -> None:
        """Words that patterns are made of are known, with their regular forms; `stems` with any ending."""
        self._stems += tuple(sorted(stem for stem in set(stems) if len(stem) > 4))
        fresh = sorted(
            {word for word in words if word not in self._forms and word not in self._asides}, key=_verbs_first
        )
        for word in fresh:
            canonical = self._forms.setdefault(word, (word,))
            endings = conjugated(word) if _is_verb(word) else (word + "s", word + "e", word + "es") if word[3:] else ()
            for form in endings:
                self._forms.setdefault(form, canonical)
        self._reindex(fresh)

    def guard(self) -> None:
        """From here on the words that the packs guard are also recognised with one typing error, or in verlan."""
        wanted = self._spelling.guard
        typed = {form for form, canonical in self._forms.items() if wanted.intersection(canonical)}
        for form in sorted(typed - self._spelling.exact):
            self._guard(form)

    def _reindex(self, forms: Iterable[str]) -> None:
        for form in forms:
            self._collapsed.setdefault(_REPEATED.sub(_ONCE, form), form)

    def _guard(self, form: str) -> None:
        if len(form) >= 5 and form.isalpha():
            self._guarded.add(form)
            for cut in range(1, len(form)):
                self._near.setdefault(form[:cut] + form[cut + 1 :], form)
        for swapped in verlan(form):
            if swapped not in self._forms:
                self._forms[swapped] = self._forms[form]

    def read(self, text: str) -> Typed:
        folded = text.translate(self._folding)
        if _SPELLED.search(folded):
            folded = _SPELLED.sub(_hide_separators, folded)
        forms = self._forms
        words: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        tokens: list[str] = []
        typed = Typed(text, words, starts, ends, [], tokens)
        for match in _TOKEN.finditer(folded):
            token = match[0]
            tokens.append(token)
            canonical = forms.get(token)
            if canonical is None:
                canonical = self._unusual(token, typed)
            if canonical:
                start, end = match.span()
                for one in canonical:
                    words.append(one)
                    starts.append(start)
                    ends.append(end)
        return typed

    def words(self, phrase: str) -> list[str]:
        """The canonical words of a phrase written by an author; mostly one word, and known."""
        known = self._forms.get(phrase) if phrase.isascii() and phrase.isalpha() else None
        return self.read(phrase).words if known is None else list(known)

    def known(self) -> frozenset[str]:
        """Every word that the packs write, and what stands for the end of a sentence."""
        return frozenset(chain((BREAK, QUESTION), chain.from_iterable(self._forms.values())))

    def _unusual(self, word: str, typed: Typed) -> tuple[str, ...]:
        if word[0] == QUESTION:
            return (QUESTION,)
        mark = self._emoji.get(word) or self._asides.get(word) or self._asides.get(_REPEATED.sub(_ONCE, word))
        if mark:
            typed.asides.append((mark, len(typed.words)))
            return ()
        found = self._resolve(word)
        if found != (word,):
            typed.sms += 1
        return found

    def _resolve(self, word: str, depth: int = 0) -> tuple[str, ...]:
        word = word.replace(_HIDDEN, "").replace("œ", "oe").replace("æ", "ae")
        known = self._forms.get(word)
        if known is not None:
            return known
        if "'" in word:
            return self._elided(word, depth)
        if word.isdigit():
            return (word,)
        if not word.isalpha():
            return self._with_signs(word, depth)
        if word.startswith(self._stems):
            return (word,)
        single = _REPEATED.sub(_ONCE, word)
        form = self._collapsed.get(single) if len(single) > 2 or len(word) > len(single) + 1 else None
        if form is not None:
            return self._forms[form]
        return self._joined(word) or self._misspelt(word) or (word,)

    def _elided(self, word: str, depth: int) -> tuple[str, ...]:
        left, _, right = word.partition("'")
        if not right or depth > 3:
            return self._resolve(word.replace("'", ""), depth + 1)
        if left in self._elisions:
            return self._elisions[left] + self._resolve(right, depth + 1)
        return self._resolve(left + right, depth + 1)

    def _with_signs(self, word: str, depth: int) -> tuple[str, ...]:
        for table in (_LEET, _LEET_L):
            plain = word.translate(table)
            form = self._forms.get(plain) or self._forms.get(self._collapsed.get(_REPEATED.sub(_ONCE, plain), ""))
            if plain.isalpha() and form is not None and not _NUMBER_UNIT.fullmatch(word):
                return form
        unit = _NUMBER_UNIT.fullmatch(word)
        if unit is not None:
            return (unit[1], *(self._spelling.units.get(unit[2]) or self._resolve(unit[2])))
        without = _SYMBOL.sub("", word)
        if without in self._near:
            return self._forms[self._near[without]]
        parts = [part for part in _SYMBOL.split(word) if part]
        if len(parts) > 1 and depth < 3:
            return tuple(canonical for part in parts for canonical in self._resolve(part, depth + 1))
        return (without,)

    def _joined(self, word: str) -> tuple[str, ...]:
        """`jpence` is je and a known word, `mentend` me and one; `jeveuxmourir` is three known words."""
        if word[0] == "j" and len(word) > 4 and word[1:] in self._forms:
            return ("je", *self._forms[word[1:]])
        if word[0] in _GLUED and word[1:2] in _VOWELS and len(word) > 5 and word[1:] in self._forms:
            return self._elisions[word[0]] + self._forms[word[1:]]
        if not 8 <= len(word) <= 60:
            return ()
        best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
        for start in range(len(word) - 1):
            before = best[start]
            if before is None:
                continue
            for end in range(start + 2, min(start + 13, len(word)) + 1):
                if self._is_piece(word[start:end]) and len(best[end] or word) > len(before) + 1:
                    best[end] = (*before, word[start:end])
        parts = best[-1] or ()
        if not parts or len(parts) > len(word) / 3 or max(map(len, parts)) < 4:
            return ()
        return tuple(canonical for part in parts for canonical in self._forms[part])

    def _is_piece(self, piece: str) -> bool:
        return piece in self._forms and (len(piece) > 2 or piece in _SHORT_PIECES)

    def _misspelt(self, word: str) -> tuple[str, ...]:
        """One letter missing, added, replaced or swapped in a guarded word of five letters or more."""
        if len(word) < 4:
            return ()
        shorter = [word[:cut] + word[cut + 1 :] for cut in range(1, len(word))]
        if self._near.keys().isdisjoint([word, *shorter]) and self._guarded.isdisjoint(shorter):
            return ()
        near = [self._near.get(word)]
        for one in shorter:
            near += [self._near.get(one), one if one in self._guarded else None]
        for form in near:
            if form is not None and form[0] == word[0] and _one_slip(word, form):
                return self._forms[form]
        return ()


def _one_slip(word: str, form: str) -> bool:
    """Whether one letter is missing, added or replaced, or two neighbours are swapped, and no more."""
    differing = (place for place, (typed, meant) in enumerate(zip(word, form, strict=False)) if typed != meant)
    at = next(differing, min(len(word), len(form)))
    typed, meant = word[at:], form[at:]
    swapped = typed[:2] == meant[1::-1] and typed[2:] == meant[2:]
    return swapped or typed[1:] == meant[1:] or typed[1:] == meant or typed == meant[1:]


def _is_verb(word: str) -> bool:
    return len(word) > 4 and word.endswith("er")


def _verbs_first(word: str) -> tuple[bool, int, str]:
    """The shorter word first: veine before veines."""
    return (not _is_verb(word), len(word), word)


def _hide_separators(match: re.Match[str]) -> str:
    return re.sub(r"[ .\-_*]", _HIDDEN, match[0])


def verlan(form: str) -> list[str]:
    """The word with its syllables turned round: mourir → rirmou. Words shorter than five letters have none."""
    if len(form) < 5 or not form.isalpha():
        return []
    cuts = [at for at in range(2, len(form) - 1) if form[at - 1] in "aeiouy" and form[at] not in "aeiouy"]
    return [form[at:] + form[:at] for at in cuts[:1]]
