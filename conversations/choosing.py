"""A tap, or words that mean one: the answer to the open question, or a choice that means the same everywhere."""

from conversations import letter_talk
from conversations.actions import ACTIONS
from conversations.arrival import arrive
from conversations.conditions import in_danger
from conversations.conversation import Slot
from conversations.danger_turn import national_lines
from conversations.doubts import QUESTIONS
from conversations.draft import Draft
from conversations.events import Chose
from conversations.findings import Findings
from conversations.flows import ChoiceSpec, Node
from conversations.intimate import SLOT
from conversations.planning import form_here
from conversations.walk import ask_again, back, go, interrupt

# Of a danger that stands, what means the same on an older screen.
LEAVING = ("later", "stay")


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
    """A tap counts for the question that is open; the question of danger may stand there twice, and either counts."""
    draft.change(stopped=False, left=False, misunderstood=0)
    draft.findings = Findings(lang=draft.conversation.lang)
    if not in_danger(draft.conversation):
        arrive(draft)
    place, asked = draft.conversation.place, draft.conversation.asked
    node = draft.library.flows.node(place) if place else None
    own = next((one for one in node.choices if one.id == event.choice), None) if node else None
    if node and own and asked and (node.urgent or event.question in ("", asked.token)):
        take_choice(draft, node, own)
    elif not composed_choice(draft, event.choice):
        draft.say(draft.piece("tap.stale"))
        ask_again(draft)


def composed_choice(draft: Draft, choice: str) -> bool:
    """A choice that means the same wherever it stands: a country, a step, a row of the interruptions."""
    name, _, value = choice.partition(".")
    if name == SLOT and value:
        draft.set_slot(SLOT, Slot(value=value))
        interrupt(draft, "files.was_nude_gone")
        return True
    if name == "danger" and value in LEAVING and in_danger(draft.conversation):
        interrupt(draft, choice)
        return True
    if name == "country" and value:
        located(draft, value)
        return True
    if name == "step" and draft.library.steps.has(value, draft.value("country")):
        step = draft.library.steps.get(value, draft.value("country"))
        draft.change(open_step=form_here(draft, step).key)
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
    row = draft.library.flows.chosen(choice)
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
