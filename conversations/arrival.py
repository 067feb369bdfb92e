"""First contact: the notice, and what changes when the person goes on after it (conversation_rules §2)."""

from datetime import timedelta

from conversations.cards import CARDS
from conversations.draft import Draft
from conversations.effects import CancelTimer, OpenCase, SetTimer


def arrive(draft: Draft) -> None:
    """Says the notice at first contact; the next thing the person does opens the case."""
    if draft.conversation.notice == "unseen":
        for piece in CARDS["notice"](draft):
            draft.say(piece)
        draft.change(notice="shown")
        draft.emit(
            SetTimer, name="notice_expires", at=draft.now + timedelta(hours=draft.situation.operator.notice_hours)
        )
    elif draft.conversation.notice == "shown":
        draft.change(notice="accepted")
        draft.emit(OpenCase)
        draft.emit(CancelTimer, name="notice_expires")
        draft.emit(SetTimer, name="retention", at=draft.now + timedelta(days=draft.situation.operator.retention_days))
