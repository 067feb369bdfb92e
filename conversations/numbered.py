"""« La 3 », « c'est quoi l'étape 1 », « la 1 c fait »: what was listed by its number, whatever else is said of it."""

import re

from conversations.asked_words import Readings, asks_heard
from conversations.asks import Asks
from conversations.choosing import composed_choice, take_choice
from conversations.draft import Draft
from conversations.findings import Findings
from conversations.phrases import fold

_NUMBER = re.compile(r"\b([1-9]|10)\b")
_STEP = "step."
# Where a step stands open: done, not yet, not wanted.
_OPEN = "plan.step"


def take_numbered(draft: Draft, read: Readings, findings: Findings) -> bool:
    """Opens what was listed, or marks a step where the same words say that it is done, put off or not wanted."""
    listed, spoken = _listed(draft, read[0]), asks_heard(draft, findings)
    if not listed:
        return False
    rest = " ".join(_NUMBER.sub(" ", fold(read[0])).split())
    if listed.startswith(_STEP) and _marked(draft, spoken, listed.removeprefix(_STEP), rest):
        return True
    return any(asks.picks(rest) for asks in spoken) and composed_choice(draft, listed)


def _marked(draft: Draft, spoken: tuple[Asks, ...], step: str, rest: str) -> bool:
    place = draft.library.flows.place(_OPEN)
    node, said = draft.library.flows.node(place), {name for asks in spoken for name in asks.meant((rest,))}
    choice = next((one for one in node.choices if one.id in said), None) if node is not None else None
    if node is None or choice is None:
        return False
    draft.change(open_step=step, place=place)
    take_choice(draft, node, choice)
    return True


def _listed(draft: Draft, text: str) -> str:
    """The choice that the only number of a message stands for, else that step of the plan; "" where there is none."""
    numbers, asked = _NUMBER.findall(fold(text)), draft.conversation.asked
    if len(numbers) != 1 or (asked is not None and asked.slot):
        return ""
    numbered = [one for one in (asked.choices if asked is not None else ()) if one.label.split()[-1].isdigit()]
    if numbered:
        return next((one.id for one in numbered if one.label.split()[-1] == numbers[0]), "")
    place = int(numbers[0]) - 1
    return "".join(_STEP + key for key in draft.conversation.plan[place : place + 1])
