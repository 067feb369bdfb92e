"""The spelling part of the packs of understanding: variants, verb forms, fillers and smileys, as authors write them."""

import unicodedata
from collections.abc import Collection, Iterable, Mapping

from pydantic import BaseModel, ConfigDict

_ER = "er"
_SHORTEST_VERB = 4
_ER_ENDINGS = [
    "er",
    "e",
    "es",
    "ent",
    "ons",
    "ez",
    "ee",
    "ees",
    "ais",
    "ait",
    "aient",
    "ions",
    "iez",
    "ant",
    "era",
    "erai",
    "eras",
    "eront",
    "erons",
    "erez",
    "erait",
    "erais",
    "eraient",
    "a",
    "ai",
]
_ACCENTS = {**dict(zip("àâäáçéèêëîïíôöóùûüúñ’", "aaaaceeeeiiiooouuuun'", strict=True)), "œ": "oe"}


def plain(text: str) -> str:
    """Lowercase without accents."""
    simple = text.lower()
    if simple.isascii():
        return simple
    # The rules are one long text here: to replace letter by letter takes a tenth of what a table takes.
    for accented, bare in _ACCENTS.items():
        simple = simple.replace(accented, bare)
    if simple.isascii():
        return simple
    folded = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("’", "'"))
    return "".join(char for char in folded if not unicodedata.combining(char))


def conjugated(verb: str) -> list[str]:
    """The forms of a regular verb in -er that people type, without accents."""
    stem = verb[:-2]
    soft = stem + "e" if stem.endswith("g") else stem
    return [*(stem + ending for ending in _ER_ENDINGS), soft + "ait", soft + "aient", soft + "ant"]


class SpellingPack(BaseModel):
    """`words` and `lemmas`: what it stands for → what people type, separated by spaces. `er`: regular verbs in -er.

    `asides`: mood → laughs and smileys; `drop`: fillers that no pattern should trip over; `exact`: words that look
    like a mistyped danger word and are not; `guard`: words recognised even mistyped or in verlan; `common`: the little
    words of the language; `shows`: further words that show which language it is; `frequent`: canonical words by the
    number of messages that hold them (tests/training/frequent.py): a search starts at the rarest.
    """

    model_config = ConfigDict(extra="forbid")

    version: int
    words: dict[str, str] = {}
    lemmas: dict[str, str] = {}
    er: str = ""
    elisions: dict[str, str] = {}
    units: dict[str, str] = {}
    after_je: str = ""
    asides: dict[str, str] = {}
    drop: str = ""
    exact: str = ""
    guard: str = ""
    common: str = ""
    shows: str = ""
    frequent: str = ""


class Spelling:
    """All languages together: what is typed does not say its language first."""

    def __init__(self, packs: Collection[SpellingPack]) -> None:
        self.forms: dict[str, tuple[str, ...]] = {}
        self.asides: dict[str, str] = {}
        self.emoji: dict[str, str] = {}
        self.elisions: dict[str, tuple[str, ...]] = {}
        self.units: dict[str, tuple[str, ...]] = {}
        self.exact: set[str] = set()
        self.guard: set[str] = set()
        self.ranks: dict[str, int] = {}
        for pack in packs:
            taken = frozenset(self.forms)
            self._lemmas(pack)
            self._lists(pack, taken)
            self._words(pack, taken)
        self.guard = {word for pack in packs for word in self._canonical(pack.guard)}

    def _lemmas(self, pack: SpellingPack) -> None:
        for lemma, forms in pack.lemmas.items():
            self._put(plain(lemma), (plain(lemma), *plain(forms).split()))
        for verb in plain(pack.er).split():
            self._put(verb, conjugated(verb))

    def _put(self, lemma: str, forms: Iterable[str]) -> None:
        for form in forms:
            self.forms.setdefault(form, (lemma,))

    def _lists(self, pack: SpellingPack, taken: frozenset[str]) -> None:
        self.forms.update(dict.fromkeys(plain(pack.drop).split(), ()))
        self.exact |= set(plain(pack.exact).split())
        self.ranks |= {word: rank for rank, word in enumerate(pack.frequent.split()) if word not in self.ranks}
        self.forms.update({word: (word,) for word in plain(pack.exact).split() if word not in taken})
        for word in plain(pack.common).split():
            self.forms.setdefault(word, (word,))
        for mark, signs in pack.asides.items():
            for sign in signs.split():
                (self.asides if sign.isascii() else self.emoji)[plain(sign)] = mark

    def _words(self, pack: SpellingPack, taken: frozenset[str]) -> None:
        for meant, typed in pack.words.items():
            canonical = self._canonical(meant)
            self.forms.update(dict.fromkeys(plain(typed).split(), canonical))
            if meant.endswith(_ER):
                self._forms_of_verbs(plain(typed).split(), canonical)
        self.elisions.update({typed: self._canonical(meant) for typed, meant in pack.elisions.items()})
        self.units.update({typed: self._canonical(meant) for typed, meant in pack.units.items()})
        for word in plain(pack.after_je).split():
            self.forms.setdefault(word, (word,))
            self.forms.setdefault("j" + word, ("je", *self.forms[word]))

    def _forms_of_verbs(self, typed: Iterable[str], canonical: tuple[str, ...]) -> None:
        """« Tapée », « tapera » are what « taper » is, where nobody said otherwise."""
        for verb in typed:
            if verb.endswith(_ER) and len(verb) > _SHORTEST_VERB:
                for form in conjugated(verb):
                    if self.forms.get(form, (verb,)) == (verb,):
                        self.forms[form] = canonical

    def _canonical(self, phrase: str) -> tuple[str, ...]:
        return tuple(word for part in plain(phrase).split() for word in self.forms.get(part, (part,)))


def merged(packs: Mapping[str, SpellingPack]) -> Spelling:
    """French first: where two languages disagree on a form, the first language keeps it."""
    return Spelling([packs[lang] for lang in sorted(packs, key=lambda lang: (lang != "fr", lang))])
