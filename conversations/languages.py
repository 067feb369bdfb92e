"""Which language a message is mainly written in, by its little words."""

from collections.abc import Mapping, Sequence

from conversations.spelling import SpellingPack, plain

_ENOUGH = 80
_APOSTROPHE = "'"


class Languages:
    """French unless another language has more of the words that only it has."""

    def __init__(self, packs: Mapping[str, SpellingPack]) -> None:
        words = {lang: set(plain(f"{pack.common} {pack.drop} {pack.shows}").split()) for lang, pack in packs.items()}
        self._only: dict[str, str] = {}
        for lang, own in words.items():
            others = set().union(*(other for name, other in words.items() if name != lang))
            self._only.update(dict.fromkeys(own - others, lang))
        foreign = [word for word, lang in self._only.items() if lang != "fr"]
        self._foreign = {typed for word in foreign for typed in (word, *_contracted(word))}

    def of(self, typed: Sequence[str]) -> str:
        """Of words as they were typed, in small letters without accents: « don't » is looked up as « dont »."""
        if self._foreign.isdisjoint(typed):
            return "fr"
        found = [self._only.get(word.replace(_APOSTROPHE, "")) for word in typed[:_ENOUGH]]
        counts = {"fr": 0}
        for lang in found:
            if lang is not None:
                counts[lang] = counts.get(lang, 0) + 1
        return max(sorted(counts, key=lambda lang: lang != "fr"), key=lambda lang: counts[lang])


def _contracted(word: str) -> list[str]:
    """The word with an apostrophe after each of its letters: « don't », « goin' »."""
    return [word[:cut] + _APOSTROPHE + word[cut:] for cut in range(1, len(word) + 1)]
