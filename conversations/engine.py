"""One event in, the conversation afterwards and the effects out. Pure: same inputs, byte-equal outputs.

The order of a message is always the same: danger first; then a human who is there; then the notice; then the open
question; then what may interrupt anything; then the flow.
"""

from collections.abc import Callable

from conversations import letter_talk
from conversations.arrival import arrive
from conversations.asked_words import as_told, note_situations, readings
from conversations.choosing import chose
from conversations.conversation import Conversation, Turn
from conversations.courtesy import past_courtesy
from conversations.danger_turn import danger_turn
from conversations.draft import Draft
from conversations.effects import NoteWithdrawal
from conversations.events import (
    Chose,
    CommandGiven,
    Event,
    FileSent,
    MessageEdited,
    MessageWithdrawn,
    Said,
    TapMissed,
)
from conversations.filing import announced, chat_read, files_arrived, refused, stored, take_back
from conversations.findings import risk_rank
from conversations.forwarding import gather, keep_forwards, keep_link
from conversations.handing_over import late, made, not_made
from conversations.hearing import hear
from conversations.helping import closed, replied, taken
from conversations.intimate import purged
from conversations.keeping_time import timer_fired
from conversations.library import Library
from conversations.listening import cannot_speak_now, heard_in_danger, in_the_hands_of_a_human, listen
from conversations.receipts import looked_at
from conversations.situation import Situation
from conversations.telling import only_a_link
from conversations.text_turn import take_text
from conversations.walk import ask_again, interrupt
from conversations.writers import by_whom


def take_turn(conversation: Conversation, event: Event, situation: Situation, library: Library) -> Turn:
    """Handles one event. Raises EngineError or ContentError, never for an unexpected answer of a person."""
    draft = Draft(conversation, event, situation, library)
    if conversation.forwards.lines and _ends_forwards(event):
        keep_forwards(draft)
    HANDLERS[event.kind](draft, event)
    return draft.turn()


def said(draft: Draft, event: Said) -> None:
    read = readings(draft, event.text)
    findings = as_told(draft, read, by_whom(draft, read, listen(draft, event.text)))
    note_situations(draft, read, findings)
    fresh = hear(draft, event.text, findings)
    if findings.risk in ("high", "imminent"):
        heard_in_danger(draft, event.text)
    if in_the_hands_of_a_human(draft, event.text, findings):
        return
    if findings.risk in ("high", "imminent") or cannot_speak_now(draft):
        danger_turn(draft, draft.conversation.danger)
        if event.origin is not None:
            gather(draft, event, event.origin)
        return
    arrive(draft)
    if event.origin is not None:
        gather(draft, event, event.origin)
        return
    if only_a_link(event.text):
        keep_link(draft, event)
        if draft.before.notice != "unseen" and not letter_talk.waits(draft):
            return
    text, findings = past_courtesy(draft, event.text, findings)
    take_text(draft, text, readings(draft, text), findings, fresh)


def commanded(draft: Draft, event: CommandGiven) -> None:
    draft.change(stopped=False, left=False)
    row = draft.library.flows.commanded(event.name)
    # A command of the menu alone says nothing of danger; any other word behind a slash may.
    if row is None or event.rest:
        findings = listen(draft, f"{event.name} {event.rest}")
        if risk_rank(findings.risk) > 1:
            danger_turn(draft, draft.conversation.danger)
            return
    arrive(draft)
    if row is not None:
        interrupt(draft, row.goto)
    else:
        interrupt(draft, "misunderstood.command")


def edited(draft: Draft, event: MessageEdited) -> None:
    """The record keeps both versions; only danger, or a human who is there, makes an answer."""
    findings = listen(draft, event.text)
    hear(draft, event.text, findings)
    if not in_the_hands_of_a_human(draft, event.text, findings) and risk_rank(findings.risk) > 1:
        danger_turn(draft, draft.conversation.danger)


def withdrawn(draft: Draft, event: MessageWithdrawn) -> None:
    """Nothing is said. A file that waits for its question is let go: it was taken back before it was asked for."""
    draft.emit(NoteWithdrawal, message=event.message)
    take_back(draft, event.message)


def missed(draft: Draft, event: TapMissed) -> None:
    """Only where a question with buttons is open, and nobody asked for silence."""
    here = draft.conversation
    if here.asked is not None and here.asked.choices and here.handoff != "human" and not (here.stopped or here.left):
        draft.say(draft.piece("tap.missed"))
        ask_again(draft, whole=True)


def sent_files(draft: Draft, event: FileSent) -> None:
    findings = listen(draft, event.caption)
    hear(draft, event.caption, findings)
    in_danger_now = risk_rank(findings.risk) > 1
    if in_danger_now:
        danger_turn(draft, draft.conversation.danger)
    else:
        arrive(draft)
    files_arrived(draft, event, ask=not in_danger_now)


def left(draft: Draft, event: Event) -> None:
    draft.change(left=True)


def came_back(draft: Draft, event: Event) -> None:
    draft.change(left=False)


def failed(draft: Draft, event: Event) -> None:
    """The fixed help card: true everywhere, and needs nothing but this text."""
    draft.say(draft.piece("card.help"), urgent=True)


def _ends_forwards(event: Event) -> bool:
    """Whatever the person does next, but forward one more message, ends the row of those they forwarded."""
    return isinstance(event, Chose | CommandGiven | FileSent) or (isinstance(event, Said) and event.origin is None)


HANDLERS: dict[str, Callable[..., None]] = {
    "said": said,
    "chose": chose,
    "command_given": commanded,
    "file_sent": sent_files,
    "file_announced": announced,
    "message_edited": edited,
    "message_withdrawn": withdrawn,
    "tap_missed": missed,
    "timer_fired": timer_fired,
    "evidence_stored": stored,
    "evidence_refused": refused,
    "chat_read": chat_read,
    "evidence_looked_at": looked_at,
    "evidence_purged": purged,
    "papers_made": made,
    "papers_late": late,
    "papers_failed": not_made,
    "handoff_taken": taken,
    "helper_replied": replied,
    "handoff_closed": closed,
    "person_left": left,
    "person_came_back": came_back,
    "turn_failed": failed,
}
