"""A human takes over, the bot is silent, and danger is still looked at."""

from datetime import UTC, datetime

from conversations.effects import RelayToHelper
from conversations.library import Library
from conversations.situation import Situation
from tests.talk import Talk, settled


def with_a_human(library: Library) -> Talk:
    talk = settled(library)
    talk.situation = Situation(on_shift=True)
    talk.says("je veux parler à un humain")
    talk.happens("handoff_taken", handoff=talk.conversation.handoff_id, alias="Camille")
    return talk


def test_asking_opens_one_request(library: Library) -> None:
    talk = settled(library)
    talk.situation = Situation(on_shift=True)
    talk.says("je veux parler à un humain")
    assert len(talk.of("open_handoff")) == 1
    assert talk.said[0].human_offered
    talk.happens("command_given", name="relais")
    assert not talk.of("open_handoff")


def test_nobody_there_is_said(library: Library) -> None:
    talk = settled(library)
    talk.situation = Situation(next_shift=datetime(2026, 11, 21, 8, 0, tzinfo=UTC))
    talk.happens("command_given", name="relais")
    assert "ne lit avant samedi, 9\u00a0h" in talk.words
    assert "fr-3018" in talk.said[0].services


def test_words_go_to_the_helper(library: Library) -> None:
    talk = with_a_human(library)
    assert "Camille" in talk.words
    assert talk.says("merci d'être là") == []
    [relayed] = talk.of("relay_to_helper")
    assert isinstance(relayed, RelayToHelper)
    assert relayed.text == "merci d'être là"


def test_helper_words_reach_the_person(library: Library) -> None:
    talk = with_a_human(library)
    [say] = talk.happens("helper_replied", handoff=talk.conversation.handoff_id, text="Je te lis.")
    assert (say.text, say.from_helper) == ("Je te lis.", "Camille")


def test_danger_is_said_all_the_same(library: Library) -> None:
    talk = with_a_human(library)
    talk.says("je veux mourir")
    [relayed] = talk.of("relay_to_helper")
    assert isinstance(relayed, RelayToHelper)
    assert relayed.risk == "high"
    assert talk.said[0].text.endswith("\n3114")


def test_typed_words_work_beside_a_human(library: Library) -> None:
    talk = with_a_human(library)
    assert talk.says("aide")


def test_the_program_comes_back(library: Library) -> None:
    talk = with_a_human(library)
    talk.happens("handoff_closed", handoff=talk.conversation.handoff_id)
    assert "De nouveau le programme" in talk.words
    assert talk.conversation.handoff == "bot"


def test_erasing_ends_the_handoff(library: Library) -> None:
    talk = with_a_human(library)
    talk.happens("command_given", name="effacer")
    talk.taps("Oui, tout effacer")
    assert [effect.kind for effect in talk.effects if effect.kind != "say"] == ["end_handoff", "erase_case"]
    assert talk.conversation.handoff == "bot"
