"""What says little by itself, and much where somebody is known to think of dying or to hurt themselves."""

from datetime import timedelta

import pytest

from conversations.library import Library
from tests.talk import Talk, settled

INSULTED = "on m'insulte tous les jours sur insta"
SAD = "je veux mourir"
CUTS = "je me coupe le bras"


def told(library: Library, *texts: str, country: str = "France") -> Talk:
    talk = settled(library, country)
    for text in texts:
        talk.says(text)
    return talk


def level(talk: Talk) -> str:
    return talk.conversation.danger.level


@pytest.mark.parametrize(
    "text",
    ["j'ai plus envie", "j'ai pu envie", "jarrete tout", "c'est bon j'arrête tout", "j'en ai marre jarrete tout"],
)
def test_giving_up_is_no_goodbye(library: Library, text: str) -> None:
    talk = told(library, INSULTED, text)
    assert not talk.conversation.stopped
    assert "danger maintenant" in talk.words


@pytest.mark.parametrize("text", ["j'ai plus envie", "jarrete tout", "merci d'avoir essayé", "à quoi bon"])
def test_giving_up_twice_is_danger(library: Library, text: str) -> None:
    talk = told(library, INSULTED, "j'ai plus envie de rien", text)
    assert level(talk) == "high"
    assert "3114" in talk.words.splitlines()


@pytest.mark.parametrize("text", ["adieu", "merci et adieu", "je te laisse, adieu", "bon bah adieu"])
def test_adieu_is_danger(library: Library, text: str) -> None:
    talk = told(library, INSULTED, text)
    assert level(talk) == "high"
    assert "3114" in talk.words.splitlines()


@pytest.mark.parametrize(
    "text",
    ["adieu les vacances", "j'ai dit adieu à mon compte insta", "j'arrête le foot", "j'ai plus envie d'aller au foot"],
)
def test_leaving_a_thing_is_none(library: Library, text: str) -> None:
    assert level(told(library, INSULTED, text)) == "none"


@pytest.mark.parametrize("text", ["j'arrête", "bon j'arrête là", "stop"])
def test_stop_still_stops(library: Library, text: str) -> None:
    assert told(library, INSULTED, text).conversation.stopped


@pytest.mark.parametrize("text", ["stop", "c'est bon oublie", "oublie", "laisse tomber", "arrête"])
def test_no_leave_after_danger(library: Library, text: str) -> None:
    talk = told(library, SAD, text)
    assert not talk.conversation.stopped
    assert "3114" in talk.words.splitlines()
    assert "n'écris plus" not in talk.words


def test_a_day_later_stop_stops(library: Library) -> None:
    talk = told(library, SAD)
    talk.now += timedelta(hours=25)
    talk.says("stop")
    assert talk.conversation.stopped


def test_thanks_take_no_leave(library: Library) -> None:
    talk = told(library, SAD, "merci")
    assert "Avec plaisir" not in talk.words


@pytest.mark.parametrize(
    "text",
    ["j'ai refait ma lettre", "j'ai récrit la lettre", "la lettre est prête", "ma lettre est sous mon oreiller"],
)
def test_a_letter_is_that_letter(library: Library, text: str) -> None:
    talk = told(library, SAD, text)
    assert level(talk) == "imminent"
    assert "15" in talk.words.splitlines()


@pytest.mark.parametrize(
    "text",
    ["j'ai refait la lettre pour le principal", "ma lettre de motivation est prête", "elle m'a écrit une lettre"],
)
def test_other_letters_are_none(library: Library, text: str) -> None:
    assert level(told(library, SAD, text)) == "high"


def test_letters_alarm_there_only(library: Library) -> None:
    assert level(told(library, INSULTED, "j'ai récrit la lettre")) == "none"
    assert level(told(library, INSULTED, "j'ai écrit une lettre au principal")) == "none"


@pytest.mark.parametrize(
    "text",
    [
        'sa dernière story c\'était un écran noir avec "merci à ceux qui ont été là"',
        'sa story : "merci, vous étiez les meilleurs. bonne route"',
        "et en story merci à tous",
        'mon pote a mis en bio "2010-2026"',
        'il a posté une bougie avec "c\'était bien" et il a tout supprimé',
    ],
)
def test_a_friend_takes_leave(library: Library, text: str) -> None:
    talk = told(library, "c'est pour un ami", text)
    assert level(talk) == "high"
    talk.says("il répond plus")
    assert level(talk) == "imminent"


@pytest.mark.parametrize(
    "text", ["sa story : merci à tous pour mon anniv", "elle a mis en story merci pour les 1000 abonnés"]
)
def test_thanks_of_others_are_theirs(library: Library, text: str) -> None:
    talk = told(library, "c'est pour une amie", text)
    assert level(talk) == "none"
    assert "Avec plaisir" not in talk.words


def test_signs_of_a_friend_add_up(library: Library) -> None:
    talk = told(
        library, "c'est pour un ami", "il a mis un fond noir en photo de profil", "il a donné son chien à son cousin"
    )
    assert level(talk) == "high"


def test_doing_it_again_in_pieces(library: Library) -> None:
    talk = told(library, "je t'avais dit que ça allait mieux mais non", "j'ai refait", "le bras")
    assert level(talk) == "high"
    assert "self_harm" in talk.conversation.danger.kinds


@pytest.mark.parametrize("text", ["j'ai refait", "je l'ai refait hier soir", "j'ai replongé", "j'ai recraqué"])
def test_doing_it_again_is_heard(library: Library, text: str) -> None:
    talk = told(library, CUTS)
    talk.taps("Non")
    talk.says(text)
    assert "3114" in talk.words.splitlines()


@pytest.mark.parametrize("text", ["j'ai refait mon devoir", "j'ai refait le bras de mon dessin"])
def test_doing_a_thing_again_is_none(library: Library, text: str) -> None:
    assert level(told(library, INSULTED, text)) in ("none", "low")
