"""Every step of every plan can be opened, in both registers, within the length of a message."""

import pytest

from conversations.conversation import Slot
from conversations.draft import Draft
from conversations.events import Said
from conversations.library import Library
from conversations.situation import Situation
from conversations.step_card import opened
from tests.talk import EVENING, Talk


@pytest.mark.parametrize("country", ["FR", "BE", "CH", ""])
@pytest.mark.parametrize("role", ["teen", "parent", "witness", "author", "teacher"])
def test_every_step_opens(library: Library, country: str, role: str) -> None:
    slots = {"role": Slot(value=role), **({"country": Slot(value=country)} if country else {})}
    for one in library.steps.for_country(country):
        state = Talk(library).conversation.model_copy(update={"slots": slots, "open_step": one.key})
        draft = Draft(state, Said(id="e", at=EVENING, text="…"), Situation(), library)
        pieces = opened(draft)
        assert 1 <= len(pieces) <= 3
        assert all(len(piece.text) <= 300 for piece in pieces), one.key
        assert one.key in pieces[0].titles


@pytest.mark.parametrize("number", range(1, 8))
def test_every_number_opens_its_step(library: Library, number: int) -> None:
    talk = Talk(library)
    for text in ("on m'insulte sur snap tous les jours", "France", "depuis la rentrée", "non"):
        talk.says(text)
    plan = talk.conversation.plan
    assert len(plan) > number
    talk.says(str(number) if number % 2 else f"étape {number}")
    assert talk.conversation.open_step == plan[number - 1]
