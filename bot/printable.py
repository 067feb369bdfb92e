"""Words of people, made such that they can be printed: nothing invisible, nothing that turns the line around.

Applied to every text of a document at one place. What is dropped has no form on paper (control characters, marks of
direction, joiners outside emoji and Arabic); what no font of ours can draw is printed as its number. The words
themselves stand unchanged in the machine-readable part of a dossier.
"""

import re
import unicodedata
from collections.abc import Container
from functools import lru_cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
JOINER = "\u200d"
# More marks than this on one letter climb over the lines above.
MARKS_ON_A_LETTER = 3
_PLAIN = re.compile(r"[\n -~\u00a0-\u00ac\u00ae-\u017e\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026\u202f\u20ac]*")
_SPACES = frozenset("\t\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029")


@lru_cache(maxsize=1)
def covered() -> frozenset[str]:
    """Every character that one of the fonts draws (`fonts/covered.txt`)."""
    found: set[str] = set()
    for line in (FONTS / "covered.txt").read_text("ascii").split():
        first, _, last = line.partition("-")
        found.update(chr(point) for point in range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(found)


def printable(text: str, refused: Container[str] = ()) -> str:
    """The text as it is printed; line breaks stay. `refused` are letters that are to be printed as their numbers."""
    if _PLAIN.fullmatch(text):
        return text
    shown: list[str] = []
    marks = 0
    letters = text.replace("\r\n", "\n")
    for place, letter in enumerate(letters):
        if unicodedata.combining(letter):
            marks += 1
        else:
            marks = 0
        if marks <= MARKS_ON_A_LETTER:
            shown.append(_shown(letter, letters, place, refused))
    return "".join(shown)


def _shown(letter: str, text: str, place: int, refused: Container[str]) -> str:
    if letter == "\n" or (letter in covered() and letter not in refused):
        return letter
    if letter in _SPACES:
        return "\n" if letter in "\u2028\u2029\x85\r" else " "
    if letter == JOINER:
        return letter if _joins(text, place) else ""
    if unicodedata.category(letter) in ("Cc", "Cf"):
        return ""
    if unicodedata.category(letter) == "Zs":
        return " "
    return f"[U+{ord(letter):04X}]"


def _joins(text: str, place: int) -> bool:
    """True between two emoji or two Arabic letters, where a joiner has a form."""
    around = text[max(0, place - 2) : place].strip("\ufe0f")[-1:] + text[place + 1 : place + 2]
    return len(around) == 2 and (
        all(unicodedata.category(one) in ("So", "Sk") for one in around)
        or all("\u0600" <= one <= "\u06ff" for one in around)
    )
