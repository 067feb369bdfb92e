"""One event in, the conversation afterwards and the effects out. Pure: same inputs, byte-equal outputs.

The order of a message is always the same: danger first; then a human who is there; then the notice; then the open
question; then what may interrupt anything; then the flow.
"""

from collections.abc import Callable

from conversations import letter_talk, limits
from conversations.actions import ACTIONS
from conversations.answers import FREE_SLOTS, chosen_by_text, offered_by_text, plain
from conversations.arrival import arrive
from conversations.asking import asked_by_name, note_situations, old_number
from conversations.conditions import in_danger
from conversations.conversation import Conversation, Slot, Turn
from conversations.danger_turn import danger_turn, national_lines, remember
from conversations.doubts import QUESTIONS
from conversations.draft import Draft
from conversations.effects import RelayToHelper
from conversations.events import (
    Chose,
    CommandGiven,
    Event,
    FileSent,
    LetterMade,
    MessageEdited,
    Said,
)
from conversations.filing import announced, files_arrived, refused, stored
from conversations.findings import Findings, risk_rank
from conversations.flows import ChoiceSpec, Interruption, Node
from conversations.hearing import hear, understood
from conversations.helping import closed, replied, taken
from conversations.keeping_time import timer_fired
from conversations.library import Library
from conversations.situation import Situation
from conversations.walk import ask_again, back, go, interrupt

# Where this is not spoken, the story and the plan are not either.
WHOLE = "reaction.teen"


def take_turn(conversation: Conversation, event: Event, situation: Situation, library: Library) -> Turn:
    """Handles one event. Raises EngineError or ContentError, never for an unexpected answer of a person."""
    draft = Draft(conversation, event, situation, library)
    HANDLERS[event.kind](draft, event)
    return draft.turn()


def said(draft: Draft, event: Said) -> None:
    findings = listen(draft, event.text)
    note_situations(draft, event.text, findings)
    fresh = hear(draft, event.text, findings)
    if in_the_hands_of_a_human(draft, event.text, findings):
        return
    if findings.risk in ("high", "imminent"):
        danger_turn(draft, draft.conversation.danger)
        return
    arrive(draft)
    take_text(draft, event.text, findings, fresh)


def listen(draft: Draft, text: str) -> Findings:
    """Reads a text and remembers its danger, whatever the state of the conversation."""
    findings = draft.library.understanding.read(text)
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
    elif (row := _row(draft, lambda one: plain(text) in one.typed)) is not None:
        interrupt(draft, row.goto)
    return True


def take_text(draft: Draft, text: str, findings: Findings, fresh: bool) -> None:
    """A message without danger: a typed command, an answer, an interruption, or the next word of the story."""
    old_number(draft, findings)
    typed = plain(text)
    if (row := _row(draft, lambda one: typed in one.typed)) is not None:
        interrupt(draft, row.goto)
    elif answered(draft, text, findings):
        draft.change(misunderstood=0)
    elif not in_danger(draft.conversation) and not draft.speaks(WHOLE) and own_row(draft) is None:
        go(draft, "arrival")
    elif asked_by_name(draft, text, findings):
        draft.change(misunderstood=0)
    elif (row := own_row(draft)) is not None:
        draft.change(misunderstood=0)
        interrupt(draft, row.goto)
    elif in_danger(draft.conversation):
        # After a danger no form and no « I did not understand »: the person is followed (conversation_rules §3.11).
        go_on(draft, text, fresh)
    elif draft.before.notice == "unseen":
        go(draft, "arrival")
    elif not understood(text, findings, told=draft.conversation.told):
        not_understood(draft)
    else:
        draft.change(misunderstood=0)
        go_on(draft, text, fresh)


def own_row(draft: Draft) -> Interruption | None:
    """The row of the interruptions that the message itself is, by what it wishes."""
    return _row(draft, lambda one: one.when is not None and one.when.holds(draft.view))


def answered(draft: Draft, text: str, findings: Findings) -> bool:
    """Takes the text as the answer to the open question, where it is one."""
    place, asked = draft.conversation.place, draft.conversation.asked
    node = draft.library.flows.node(place) if place else None
    if node is None or asked is None:
        return False
    choice = chosen_by_text(draft, node, text, findings)
    if choice is not None:
        take_choice(draft, node, choice)
        return True
    offered = offered_by_text(asked.choices, text)
    if offered is not None:
        composed_choice(draft, offered.id)
        return True
    if letter_talk.take_words(draft, asked.slot, text):
        go(draft, node.otherwise or node.next)
        return True
    if asked.slot and asked.slot in draft.conversation.slots and asked.slot not in draft.before.slots:
        go(draft, node.next)
        return True
    return False


def go_on(draft: Draft, text: str, fresh: bool) -> None:
    """The story goes on: an open question takes the words as its answer, any other node leads where it says."""
    place, asked = draft.conversation.place, draft.conversation.asked
    node = draft.library.flows.node(place) if place else None
    if node is None:
        go(draft, "arrival")
    elif asked is not None and asked.slot in FREE_SLOTS:
        draft.set_slot(asked.slot, Slot(value=_said_value(draft, text), by="text"))
        go(draft, node.next)
    elif node.otherwise:
        go(draft, node.otherwise)
    elif fresh or draft.conversation.told:
        ask_again(draft)
    else:
        not_understood(draft)


def not_understood(draft: Draft) -> None:
    count = draft.conversation.misunderstood + 1
    draft.change(misunderstood=count)
    interrupt(draft, "misunderstood.card" if count >= limits.MISUNDERSTOOD_BEFORE_CARD else "misunderstood.once")


def take_choice(draft: Draft, node: Node, choice: ChoiceSpec) -> None:
    if choice.set and node.slot:
        draft.set_slot(node.slot, Slot(value=choice.set))
    for action in choice.do:
        ACTIONS[action](draft)
    if not choice.text:
        composed_choice(draft, choice.id)
    else:
        go(draft, choice.goto or node.next)


def chose(draft: Draft, event: Chose) -> None:
    draft.change(stopped=False, left=False, misunderstood=0)
    draft.findings = Findings(lang=draft.conversation.lang)
    if not in_danger(draft.conversation):
        arrive(draft)
    place, asked = draft.conversation.place, draft.conversation.asked
    node = draft.library.flows.node(place) if place else None
    own = next((one for one in node.choices if one.id == event.choice), None) if node else None
    if node and own and asked and event.question in ("", asked.token):
        take_choice(draft, node, own)
    elif not composed_choice(draft, event.choice):
        draft.say(draft.piece("tap.stale"))
        ask_again(draft)


def composed_choice(draft: Draft, choice: str) -> bool:
    """A choice that means the same wherever it stands: a country, a step, a row of the interruptions."""
    name, _, value = choice.partition(".")
    if name == "country" and value:
        located(draft, value)
        return True
    if name == "step" and draft.library.steps.has(value, draft.value("country")):
        draft.change(open_step=value)
        interrupt(draft, "plan.step")
        return True
    if name == "doubt" and value in QUESTIONS:
        draft.change(open_doubt=value)
        interrupt(draft, "doubts.answer")
        return True
    if name == "letter" and value:
        interrupt(draft, letter_talk.begin(draft, value))
        return True
    if choice == "back":
        back(draft)
        return True
    row = _row(draft, lambda one: choice in one.choice)
    if row is None:
        return False
    interrupt(draft, row.goto)
    return True


def located(draft: Draft, country: str) -> None:
    """The country was tapped: in danger the national lines follow at once."""
    draft.set_slot("country", Slot(value=country))
    if in_danger(draft.conversation):
        national_lines(draft, draft.conversation.danger)
    else:
        ask_again(draft)


def commanded(draft: Draft, event: CommandGiven) -> None:
    draft.change(stopped=False, left=False)
    row = _row(draft, lambda one: event.name in one.command)
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


def sent_files(draft: Draft, event: FileSent) -> None:
    findings = listen(draft, event.caption)
    hear(draft, event.caption, findings)
    in_danger_now = risk_rank(findings.risk) > 1
    if in_danger_now:
        danger_turn(draft, draft.conversation.danger)
    else:
        arrive(draft)
    files_arrived(draft, event, ask=not in_danger_now)


def letter_made(draft: Draft, event: LetterMade) -> None:
    """It lies there: read again, signed and sent by the person, never by us."""
    interrupt(draft, "letters.made" if event.made else "letters.failed")


def left(draft: Draft, event: Event) -> None:
    draft.change(left=True)


def came_back(draft: Draft, event: Event) -> None:
    draft.change(left=False)


def failed(draft: Draft, event: Event) -> None:
    """The fixed help card: true everywhere, and needs nothing but this text."""
    draft.say(draft.piece("card.help"), urgent=True)


def _row(draft: Draft, matches: Callable[[Interruption], bool]) -> Interruption | None:
    return next((row for row in draft.library.flows.interruptions.rows if matches(row)), None)


def _said_value(draft: Draft, text: str) -> str:
    return "skipped" if draft.findings.intent in ("unsure", "no") else text[: limits.CHARACTERS_A_MESSAGE]


HANDLERS: dict[str, Callable[..., None]] = {
    "said": said,
    "chose": chose,
    "command_given": commanded,
    "file_sent": sent_files,
    "file_announced": announced,
    "message_edited": edited,
    "timer_fired": timer_fired,
    "evidence_stored": stored,
    "evidence_refused": refused,
    "letter_made": letter_made,
    "handoff_taken": taken,
    "helper_replied": replied,
    "handoff_closed": closed,
    "person_left": left,
    "person_came_back": came_back,
    "turn_failed": failed,
}
