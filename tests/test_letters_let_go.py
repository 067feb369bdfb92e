"""The questions of a letter keep nobody: what is no answer stays out of it, and it can be left with a word."""

from datetime import timedelta

import pytest
from talk import Talk
from test_letters_are_asked import opened, parent

from conversations.conversation import Slot
from conversations.effects import KeepFact
from conversations.library import Library


def asked_who(library: Library) -> Talk:
    talk = parent(library)
    opened(talk, "school_head")
    talk.taps("Je passe")
    return talk


def answers(talk: Talk) -> dict[str, str]:
    assert talk.conversation.letter is not None
    return talk.conversation.letter.answers


@pytest.mark.parametrize(
    "text",
    ["annuler", "laisse tomber", "ok laisse", "je veux plus faire cette lettre", "Comment on annule un courrier ?"],
)
def test_a_word_leaves_a_letter(library: Library, text: str) -> None:
    talk = asked_who(library)
    talk.says(text)
    assert talk.conversation.letter is None
    assert "je laisse ce courrier" in talk.words


def test_stop_stops_everything(library: Library) -> None:
    talk = asked_who(library)
    talk.says("stop")
    assert "Je n'écris plus" in talk.words


@pytest.mark.parametrize(
    "text",
    [
        "c bien ?",
        "c'est quoi pHARe exactement",
        "combien de temps ça prend",
        "g peur ke tt le monde sache",
        "ma fille pleure tous les soirs",
        "l'école a répondu",
        "pourquoi cette question ?",
    ],
)
def test_other_words_are_no_names(library: Library, text: str) -> None:
    talk = asked_who(library)
    talk.says(text)
    assert answers(talk) == {}
    assert talk.words.endswith("Qui était présent\u202f? La fonction suffit, sans nom.")


@pytest.mark.parametrize("text", ["la directrice et l'éducatrice", "moi et mon mari", "la CPE ?", "que la cpe"])
def test_names_are_taken(library: Library, text: str) -> None:
    talk = asked_who(library)
    talk.says(text)
    assert answers(talk) == {"meeting_present": text}


@pytest.mark.parametrize(
    "text",
    ["il faut attendre", "ils ont annulé le rendez-vous", "que c'est pour rire", "on va nous écrire une lettre"],
)
def test_what_was_said_is_taken(library: Library, text: str) -> None:
    talk = asked_who(library)
    talk.says("le principal")
    talk.says(text)
    [made] = talk.of("make_letter")
    assert made.model_dump()["answers"]["meeting_said"] == text


@pytest.mark.parametrize("text", ["Stop, je voulais la plateforme", "non, plutôt celle pour TikTok"])
def test_another_letter_takes_its_place(library: Library, text: str) -> None:
    talk = asked_who(library)
    talk.says(text)
    assert talk.conversation.letter is not None
    assert talk.conversation.letter.key == "platform"


def test_one_more_letter_waits(library: Library) -> None:
    talk = asked_who(library)
    talk.says("et une lettre pour la plateforme")
    assert "Finissons d'abord celui-ci" in talk.words
    assert answers(talk) == {}


def test_the_question_before_opens_again(library: Library) -> None:
    talk = parent(library)
    opened(talk, "school_head")
    talk.says("le 17 novembre")
    talk.says("retour")
    assert "Quel jour était le rendez-vous" in talk.words
    assert answers(talk) == {}


def test_days_stand_as_dates(library: Library) -> None:
    talk = parent(library)
    opened(talk, "school_head")
    talk.says("mardi dernier")
    assert answers(talk) == {"meeting_date": "17 novembre 2026"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("hier à la récré de dix heures", "19 novembre 2026 («\u00a0hier à la récré de dix heures\u00a0»)"),
        ("hier", "19 novembre 2026"),
    ],
)
def test_more_than_the_day_stays(library: Library, text: str, shown: str) -> None:
    talk = parent(library)
    slots = {**talk.conversation.slots, "role": Slot(value="teacher")}
    talk.conversation = talk.conversation.model_copy(update={"slots": slots})
    opened(talk, "staff_report")
    talk.says(text)
    assert answers(talk) == {"seen_date": shown}


@pytest.mark.parametrize("text", ["j'ai pas le pseudo", "je sais pas", "aucun compte", "je l'ai pas"])
def test_what_is_not_known_stays_blank(library: Library, text: str) -> None:
    talk = parent(library)
    opened(talk, "platform")
    for _ in range(3):
        talk.taps("Je passe")
    talk.says(text)
    assert answers(talk) == {}
    assert "Quand était-ce" in talk.words


def test_days_later_it_is_asked(library: Library) -> None:
    talk = asked_who(library)
    talk.now += timedelta(days=3)
    talk.says("bonjour")
    assert "On le continue" in talk.words
    talk.taps("Oui")
    assert "Qui était présent" in talk.words


def test_news_days_later_stays_out(library: Library) -> None:
    talk = asked_who(library)
    talk.now += timedelta(days=3)
    talk.says("le principal les a convoqués hier")
    assert answers(talk) == {}
    assert "est resté ouvert" in talk.words


def test_answers_are_no_facts(library: Library) -> None:
    talk = asked_who(library)
    talk.says("J'ai vu la directrice avec l'éducatrice")
    assert not [effect for effect in talk.effects if isinstance(effect, KeepFact)]


def test_danger_in_a_letter_alarms(library: Library) -> None:
    talk = asked_who(library)
    talk.says("elle vient de me dire qu'elle veut mourir ce soir")
    assert talk.said[0].urgent
