"""Does what was written answer the question that is open?"""

import unicodedata
from collections.abc import Iterable

from conversations.draft import Draft
from conversations.effects import Choice
from conversations.findings import Findings
from conversations.flows import ChoiceSpec, Node

SHEET = ("sheet_app", "sheet_account", "sheet_link", "sheet_date", "sheet_seen_by", "sheet_asked", "sheet_sentence")
# Whatever is written is the answer: a pseudonym, a number, a word that says nothing elsewhere.
ANY_WORDS = frozenset({"nude_piece", *SHEET})
FREE_SLOTS = frozenset({"since", "where", "who", "adults_who_know", "school_level", "age_band", *ANY_WORDS})
NUMBER_WORDS = {"1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "6": 6, "7": 7, "8": 8, "9": 9, "10": 10}


class _Bare(dict[int, str]):
    """Each letter without its accents, looked up once."""

    def __missing__(self, code: int) -> str:
        parts = unicodedata.normalize("NFKD", chr(code))
        self[code] = "".join(part for part in parts if not unicodedata.combining(part))
        return self[code]


_BARE = _Bare()


def plain(text: str) -> str:
    """Lowercase, without accents, signs at the ends and doubled spaces: how a typed label is compared."""
    bare = text.casefold()
    if not bare.isascii():
        bare = bare.translate(_BARE)
    return " ".join(bare.strip(" .!?/…\u202f\u00a0").split())


def chosen_by_text(draft: Draft, node: Node, text: str, findings: Findings) -> ChoiceSpec | None:
    """The choice whose label was typed, or whose meaning the message has."""
    typed = plain(text)
    applying = [choice for choice in node.choices if choice.when is None or choice.when.holds(draft.view)]
    for choice in applying:
        if typed in choice.typed or (choice.text and typed == plain(draft.text(choice.text))):
            return choice
    for choice in applying:
        if choice.set and findings.facts.get(node.slot) == choice.set:
            return choice
    return next((choice for choice in applying if findings.intent in choice.intent), None)


def offered_by_text(choices: Iterable[Choice], text: str) -> Choice | None:
    """A composed choice (a step of the plan) typed by its label or its number alone."""
    typed = plain(text)
    for choice in choices:
        label = plain(choice.label)
        if typed == label or (typed in NUMBER_WORDS and label.split()[-1:] == [typed]):
            return choice
    return None
