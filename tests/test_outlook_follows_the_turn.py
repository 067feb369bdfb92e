"""What is known is worked out once in a turn, and again as soon as anything changes that it was made from."""

import gc
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.packs import open_library
from conversations.conversation import Conversation, Danger, Slot
from conversations.draft import Draft
from conversations.engine import take_turn
from conversations.events import Said
from conversations.known import KNOWN_BY, known_of
from conversations.plan import choose, judged, ranked
from conversations.planning import chosen_now, judged_now, known, ranked_now
from conversations.situation import Situation

AT = datetime(2026, 11, 20, tzinfo=UTC)
LIBRARY = open_library()
CHANGES: dict[str, Any] = {
    "slots": {"country": Slot(value="FR"), "role": Slot(value="parent"), "since": Slot(value="weeks")},
    "topics": ("physical_violence",),
    "platforms": ("snapchat",),
    "danger": Danger(level="imminent", kinds=("suicide",), concerns="other"),
    "steps": {"keep_evidence": "done", "call_line": "refused"},
    "steps_on": {"keep_evidence": date(2026, 11, 18)},
    "situations": ("repeated", "staff"),
}


class Watched:
    """A conversation that notes which of its fields are asked for."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation
        self.asked: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        self.asked.add(name)
        return getattr(self._conversation, name)


def draft() -> Draft:
    state = Conversation(id="c", channel="web", topics=("insults",))
    return Draft(state, Said(id="e", at=AT, text="…"), Situation(), LIBRARY)


def test_fields_read_are_the_fields_named() -> None:
    watched = Watched(Conversation(id="c", channel="web"))
    known_of(watched, AT)  # type: ignore[arg-type]
    assert watched.asked == KNOWN_BY == set(CHANGES)


@pytest.mark.parametrize("field", sorted(CHANGES))
def test_every_change_is_seen(field: str) -> None:
    one = draft()
    ranked_now(one)
    one.change(**{field: CHANGES[field]})
    fresh = known_of(one.conversation, AT)
    assert known(one) == fresh
    assert judged_now(one) == judged(fresh, LIBRARY.steps)
    assert ranked_now(one) == ranked(fresh, LIBRARY.steps)
    assert chosen_now(one) == choose(fresh, LIBRARY.steps)


def test_other_changes_cost_nothing() -> None:
    one = draft()
    before = known(one)
    one.change(told=True, plan=("keep_evidence",))
    assert known(one) is before


def test_unlikely_steps_never_fit() -> None:
    """What is left out before it is asked would have answered no."""
    steps = LIBRARY.steps
    for country in steps.countries:
        for topic in ("insults", "sextortion_blackmail", "doxxing", "unspecified"):
            for kinds in ((), ("suicide",), ("danger_at_home",)):
                here = judged(situation_of(country, topic, kinds), steps)
                likely = {step.key for step in steps.likely(here)}
                everyone = steps.for_role(country, here.speaks_as)
                assert {step.key for step in everyone if step.fits(here)} <= likely


def situation_of(country: str, topic: str, kinds: tuple[str, ...]) -> Any:
    slots = {"country": Slot(value=country)}
    danger = Danger(level="high" if kinds else "none", kinds=kinds)
    return known_of(Conversation(id="c", channel="web", topics=(topic,), slots=slots, danger=danger), AT)


def test_turn_leaves_no_garbage() -> None:
    """A circle among the objects of a turn would keep all of them until the collector comes by."""
    LIBRARY.load()
    state = Conversation(id="c", channel="web")
    for text in ("bonjour", "ils se moquent de moi tous les jours au collège", "14 ans"):
        turn = take_turn(state, Said(id="e", at=AT, text=text), Situation(), LIBRARY)
        state = turn.conversation
    # What earlier tests left behind is none of ours.
    gc.disable()
    gc.freeze()
    try:
        take_turn(state, Said(id="e", at=AT, text="ils ont encore recommencé sur insta"), Situation(), LIBRARY)
        assert gc.collect() == 0
    finally:
        gc.unfreeze()
        gc.enable()
