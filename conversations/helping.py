"""A human takes over, speaks, and leaves; the bot is silent meanwhile and says each change."""

from conversations.draft import Draft
from conversations.effects import Say
from conversations.events import HandoffClosed, HandoffTaken, HelperReplied
from conversations.walk import ask_again


def taken(draft: Draft, event: HandoffTaken) -> None:
    draft.change(handoff="human", handoff_id=event.handoff, helper=event.alias)
    draft.say(draft.piece("human.taken", alias=event.alias))


def replied(draft: Draft, event: HelperReplied) -> None:
    """The helper's own words, marked as theirs."""
    draft.emit(Say, text=event.text, from_helper=draft.conversation.helper)


def closed(draft: Draft, event: HandoffClosed) -> None:
    if event.by == "system":
        draft.change(handoff="waiting", helper="")
        draft.say(draft.piece("human.back_in_queue"))
        return
    draft.change(handoff="bot", handoff_id="", helper="")
    draft.say(draft.piece("human.closed"))
    ask_again(draft)
