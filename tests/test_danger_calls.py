"""Where calling is hard while a danger stands: nobody answers, no voice for it, fear of what follows."""

import pytest

from conversations.library import Library
from tests.talk import Talk, settled

SAD = "je veux mourir"
MONEY = "il a mes photos nues il veut 100 euros"


def in_danger(library: Library, text: str = SAD, country: str = "France") -> Talk:
    talk = settled(library, country)
    talk.says(text)
    assert talk.said[0].urgent
    return talk


@pytest.mark.parametrize(
    "text",
    [
        "personne répond au numéro",
        "ils sont fermés",
        "ça fait 3 fois que j'appelle",
        "ça raccroche",
        "j'ai appelé ça répond pas",
        "ça sonne occupé",
        "y'a personne au bout du fil",
        "je tombe sur un répondeur",
        "ça sonne dans le vide",
        "g apl sa repon pa",
    ],
)
def test_others_answer_instead(library: Library, text: str) -> None:
    talk = in_danger(library, MONEY)
    talk.says(text)
    assert "d'autres répondent" in talk.words
    assert "112" in talk.words
    assert "• 3018 :" not in talk.words


def test_the_named_line_is_left_out(library: Library) -> None:
    talk = in_danger(library)
    talk.says("le 119 décroche pas")
    assert "119" not in talk.words
    assert "3114" in talk.words


def test_a_silent_friend_is_no_line(library: Library) -> None:
    talk = in_danger(library)
    talk.says("elle répond pas à mes messages ma copine")
    assert "d'autres répondent" not in talk.words


@pytest.mark.parametrize(
    "text", ["je veux pas téléphoner", "j'ose pas appeler", "je veux écrire pas parler", "j'appelle pas"]
)
def test_writing_is_offered(library: Library, text: str) -> None:
    talk = in_danger(library)
    talk.says(text)
    assert "tchat" in talk.words


def test_no_voice_leads_to_messages(library: Library) -> None:
    talk = in_danger(library)
    talk.says("jpeux pas téléphoner mes parents entendent tout")
    assert "tchat" in talk.words
    assert "114" in talk.words


def test_hiding_still_leads_to_the_police(library: Library) -> None:
    talk = in_danger(library, "mon beau-père me frappe tous les soirs")
    talk.says("je peux pas parler il est à côté")
    assert talk.said[0].text.endswith("114")


def test_pressing_is_not_lost_in_writing(library: Library) -> None:
    talk = in_danger(library, "j'ai avalé une boîte de cachets de ma mère")
    talk.says("j'ose pas appeler")
    assert any(say.urgent and say.text.endswith("15") for say in talk.said)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("et si j'appelle il se passe quoi", "suffit pour commencer"),
        ("ils vont me mettre à l'hopital ?", "ce qui sera décidé"),
        ("ils peuvent me localiser ?", "on ne sait pas"),
        ("ils envoient une ambulance ?", "on ne sait pas"),
        ("et si je me trompe ?", "le droit de te tromper"),
        ("et si je raccroche", "raccrocher quand tu veux"),
        ("c'est long l'attente ?", "pas de durée sûre"),
        ("si jappelle les flics ils font quoi", "Dis où tu es"),
        ("et par sms ?", "reçoit les SMS"),
    ],
)
def test_what_a_call_changes_is_answered(library: Library, text: str, words: str) -> None:
    talk = in_danger(library)
    talk.says(text)
    assert words in talk.words


def test_calls_of_others_are_theirs(library: Library) -> None:
    talk = in_danger(library, MONEY)
    talk.says("salut")
    talk.says("ok")
    talk.says("bof")
    talk.says("il peut me localiser ?")
    assert "au début, avant de raconter" not in talk.words
