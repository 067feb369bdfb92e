"""What happens to every text before anything answers it: its danger is heard, and a human who is there hears it too."""

from conversations import limits
from conversations.answers import SHEET, plain
from conversations.besides import is_written_to
from conversations.conditions import in_danger
from conversations.conversation import Slot
from conversations.danger_turn import danger_turn, remember
from conversations.draft import Draft
from conversations.effects import RelayToHelper
from conversations.emergency import CANNOT_SPEAK
from conversations.findings import Findings, risk_rank
from conversations.intimate import purge_at_once, says_nude
from conversations.no_image_sheet import keep_sheet
from conversations.own_letters import note_alarm
from conversations.turning import read_in_place
from conversations.walk import interrupt


def cannot_speak_now(draft: Draft) -> bool:
    """« Je peux pas parler, il est à côté », after a danger: the lines again, those that are written to first."""
    told = CANNOT_SPEAK in draft.conversation.slots.keys() - draft.before.slots.keys()
    return told and in_danger(draft.conversation) and is_written_to(draft)


def heard_in_danger(draft: Draft, text: str) -> None:
    """What the same words ask or answer besides is done without a word: the numbers come first."""
    asked = draft.conversation.asked
    if says_nude(draft, text):
        purge_at_once(draft)
    elif asked is not None and asked.slot in SHEET:
        draft.set_slot(asked.slot, Slot(value=text[: limits.CHARACTERS_A_MESSAGE], by="text"))
        keep_sheet(draft)


def listen(draft: Draft, text: str) -> Findings:
    """Reads a text and remembers its danger, whatever the state of the conversation."""
    findings = read_in_place(draft, text)
    if risk_rank(findings.risk) >= risk_rank("high"):
        note_alarm(draft, text, findings)
    draft.change(stopped=False, left=False)
    remember(draft, findings)
    return findings


def in_the_hands_of_a_human(draft: Draft, text: str, findings: Findings) -> bool:
    """While a human speaks the bot is silent; on danger it says the numbers all the same, and the helper sees it."""
    if draft.conversation.handoff != "human":
        return False
    risk = draft.conversation.danger.level
    draft.emit(RelayToHelper, handoff=draft.conversation.handoff_id, text=text, risk=risk)
    if findings.risk in ("high", "imminent"):
        danger_turn(draft, draft.conversation.danger)
    elif (row := draft.library.flows.typed(plain(text))) is not None:
        interrupt(draft, row.goto)
    return True
