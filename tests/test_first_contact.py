"""The notice comes before any case, and what was not gone on with is destroyed."""

from dataclasses import replace

from conversations.library import Library
from tests.talk import Talk, settled


def test_notice_comes_first(library: Library) -> None:
    talk = Talk(library)
    notice, country = talk.says("slt")
    assert "notice.telegram" in notice.keys
    assert notice.text.startswith("Essai")
    assert country.slot == "country"
    assert [effect.kind for effect in talk.effects if effect.kind != "say"] == ["set_timer"]


def test_going_on_opens_the_case(library: Library) -> None:
    talk = Talk(library)
    talk.says("slt")
    talk.taps("France")
    assert [effect.kind for effect in talk.effects if effect.kind != "say"] == [
        "open_case",
        "cancel_timer",
        "set_timer",
    ]


def test_silence_destroys_without_a_word(library: Library) -> None:
    talk = Talk(library)
    talk.says("slt")
    talk.happens("timer_fired", name="notice_expires")
    assert [effect.kind for effect in talk.effects] == ["erase_case"]
    assert talk.conversation.notice == "unseen"


def test_danger_before_the_notice(library: Library) -> None:
    talk = Talk(library)
    first, *_ = talk.says("je veux me tuer")
    assert "112" in first.text
    assert talk.conversation.notice == "unseen"
    assert "notice.telegram" in talk.says("je sais pas")[0].keys


def test_nothing_said_is_asked_again(library: Library) -> None:
    talk = Talk(library)
    talk.says("Bonjour, ma fille est insultée sur Snapchat depuis septembre, nous sommes à Namur")
    asked = {say.slot for say in talk.said}
    talk.says("que faire ?")
    asked |= {say.slot for say in talk.said}
    assert not asked & {"country", "role", "where", "since"}


def test_adults_are_told_vous(library: Library) -> None:
    talk = settled(library, role="Je suis parent")
    talk.says("mon fils est insulté sur snap")
    assert "Vous avez bien fait" in talk.words
    assert "Tu " not in talk.words


def test_every_command_works_at_once(library: Library) -> None:
    for name in ("numeros", "relais", "donnees", "effacer", "stop"):
        talk = Talk(library)
        talk.happens("command_given", name=name)
        assert len(talk.said) >= 2, name


def test_typed_words_always_work(library: Library) -> None:
    for word in ("aide", "help", "sos", "SOS !"):
        talk = settled(library)
        assert "119" in "\n".join(say.text for say in talk.says(word))


def test_unknown_command_lists_the_known(library: Library) -> None:
    talk = settled(library)
    talk.happens("command_given", name="kick")
    assert "/numeros" in talk.words


def test_an_old_button_is_explained(library: Library) -> None:
    talk = settled(library)
    talk.happens("chose", choice="days", question="q0")
    assert "ancienne question" in talk.words


def test_a_vanished_node_restarts_gently(library: Library) -> None:
    talk = settled(library)
    place = talk.conversation.place
    assert place is not None
    moved = replace(place, version=99)
    talk.conversation = talk.conversation.model_copy(update={"place": moved})
    assert talk.says("ok")


def test_a_long_aside_is_not_sent_away(library: Library) -> None:
    talk = settled(library)
    talk.says("la montagne est belle en automne avec les feuilles rouges")
    assert "Que s'est-il passé" in talk.words
