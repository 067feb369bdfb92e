"""Which language a message is mainly written in, by its little words."""

import re
from collections.abc import Mapping

from conversations.spelling import SpellingPack, plain

_WORD = re.compile(r"[a-zà-ÿ]+")
_ENOUGH = 400
_FRENCH = frozenset({"fr", None})  # None: a word of several languages, or of none


class Languages:
    """French unless another language has more of the words that only it has."""

    def __init__(self, packs: Mapping[str, SpellingPack]) -> None:
        words = {lang: set(plain(f"{pack.common} {pack.drop} {pack.shows}").split()) for lang, pack in packs.items()}
        self._langs = [lang for lang in words if lang != "fr"]
        self._only: dict[str, str] = {}
        for lang, own in words.items():
            others = set().union(*(other for name, other in words.items() if name != lang))
            self._only.update(dict.fromkeys(own - others, lang))

    def of(self, text: str) -> str:
        found = list(map(self._only.get, _WORD.findall(text[:_ENOUGH].lower().replace("'", ""))))
        if _FRENCH.issuperset(found):
            return "fr"
        counts = {"fr": 0}
        for lang in found:
            if lang is not None:
                counts[lang] = counts.get(lang, 0) + 1
        return max(sorted(counts, key=lambda lang: lang != "fr"), key=lambda lang: counts[lang])
