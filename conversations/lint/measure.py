"""How long and how hard a text is: words, sentences, syllables, Kandel-Moles."""

import re
import unicodedata

_SENTENCE_END = re.compile(r"(?<=[.!?…])[\s»]+|\n+")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?<=[^aeiouy])(e|es|(?<=[^m])ent)$")


def words(text: str) -> list[str]:
    return [word for word in text.split() if any(char.isalnum() for char in word)]


def sentences(text: str) -> list[str]:
    """The sentences that say something; a line break ends one too."""
    return [part for part in _SENTENCE_END.split(text) if words(part)]


def mean_sentence(text: str) -> float:
    """Words per sentence; 0 for a text without words."""
    found = sentences(text)
    return len(words(text)) / len(found) if found else 0.0


def kandel_moles(text: str) -> float:
    """French reading ease, about 0 (hard) to 120 (easy): 207 - 1.015 words per sentence - 73.6 syllables per word."""
    spoken = words(text)
    if not spoken:
        return 120.0
    return 207 - 1.015 * mean_sentence(text) - 73.6 * sum(map(syllables, spoken)) / len(spoken)


def syllables(word: str) -> int:
    """Syllables as they are spoken, silent endings left out; at least one."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))
    parts = re.split(r"[^a-z]+", bare.replace("œ", "e"))
    return max(1, sum(_spoken(part) for part in parts))


def _spoken(part: str) -> int:
    count = len(_VOWELS.findall(part))
    return count - 1 if count > 1 and _SILENT.search(part) else count
