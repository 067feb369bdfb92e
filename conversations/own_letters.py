"""The letter that was spoken of here, to a school or an office, is none of farewell."""

from conversations.conversation import Slot
from conversations.draft import ADULTS, Draft
from conversations.findings import Findings
from conversations.planning import LIFE

# What hears farewell in « j'ai écrit ma lettre »; any other reason for alarm stands.
_LETTER_RULES = frozenset({"suicide.oblique"})
LETTER_NEWS = "turn.letter_news"
_GRAVE = ("suicide.", "self_harm.", "violence.", "home.", "sexual.", "to_others.", "runaway.", "distress.")
_STEP = ("letter", "contact_school_written")
_WORDS = 15
# All that alarmed was a letter: whose letter it is may settle it.
BY_LETTER = "by_letter"


def is_known_letter(draft: Draft, text: str, findings: Findings) -> bool:
    """« La lettre est prête », by a parent, or where a letter to the school was opened before."""
    return _only_a_letter(text, findings) and _letters_here(draft) and not _fragile(draft)


def note_alarm(draft: Draft, text: str, findings: Findings) -> None:
    """Remembers whether a letter was all that alarmed."""
    if _only_a_letter(text, findings) and not _fragile(draft):
        draft.set_slot(BY_LETTER, Slot(value="yes", by="text"))
    else:
        draft.forget_slot(BY_LETTER)


def _only_a_letter(text: str, findings: Findings) -> bool:
    what = {reason.what for reason in findings.reasons}
    grave = {one for one in what if one.startswith(_GRAVE)} - _LETTER_RULES
    about_life = bool(findings.risk_kinds) and LIFE.issuperset(findings.risk_kinds)
    return about_life and LETTER_NEWS in what and not grave and len(text.split()) <= _WORDS


def _letters_here(draft: Draft) -> bool:
    here = draft.conversation
    opened = any(key.startswith(_STEP) for key in (here.open_step, *here.steps))
    return draft.value("role") in ADULTS or here.letter is not None or bool(here.letters) or opened


def _fragile(draft: Draft) -> bool:
    danger = draft.conversation.danger
    return danger.level != "none" and not LIFE.isdisjoint(danger.kinds)
