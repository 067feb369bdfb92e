"""A meeting with an adult, or with somebody known only online: told in pieces, and refused each time it is planned."""

import pytest

from conversations.library import Library
from tests.talk import Talk, told


def alarmed(talk: Talk) -> bool:
    return "sexual_exploitation" in talk.conversation.danger.kinds and talk.conversation.danger.level != "low"


@pytest.mark.parametrize(
    ("lines", "level"),
    [
        (
            ("j'ai rencontré quelqu'un sur un jeu", "il a 27 ans mais on s'aime", "il arrive à la gare demain"),
            "imminent",
        ),
        (
            ("je vais voir mon copain demain, on s'est connus sur un jeu", "il vient en train", "il a 27 ans"),
            "imminent",
        ),
        (("mon mec a 25 ans", "on se voit samedi chez lui"), "high"),
        (("jlai connu sur discord", "on s'est jamais vus", "on se voit mercredi au parc"), "high"),
        (("on s'est rencontrés sur roblox", "mes parents savent pas", "il vient me chercher en voiture"), "high"),
    ],
)
def test_pieces_make_a_danger_together(library: Library, lines: tuple[str, ...], level: str) -> None:
    talk = told(library, *lines, country="Belgique")
    assert talk.conversation.danger.level == level
    assert alarmed(talk)
    assert "116 000" in talk.words
    assert "N'y va pas" in talk.words


@pytest.mark.parametrize(
    "lines",
    [
        ("je vais voir mon copain demain", "il a 15 ans", "mes parents savent pas"),
        ("mon père a 45 ans", "je vais le voir samedi", "mes parents savent pas"),
        ("un mec de ma classe m'insulte", "on se voit au collège", "mes parents savent pas"),
        ("ils m'insultent sur insta", "je vais voir la cpe demain", "mes parents savent pas"),
    ],
)
def test_other_meetings_alarm_nobody(library: Library, lines: tuple[str, ...]) -> None:
    assert not alarmed(told(library, *lines))


def test_an_unknown_age_is_asked_for(library: Library) -> None:
    talk = told(library, "je vais voir mon copain demain, on s'est connus sur un jeu")
    assert "Quel âge" in talk.words
    talk.says("il vient en train")
    assert "Quel âge" not in talk.words


PLANS = ("j'y vais vendredi", "je vais y aller samedi pour lui dire en face", "il vient me chercher en voiture")
NOW = ("je descends", "jsuis en route", "on se voit demain à 14h", "je suis dans sa voiture")
LEAVING = ("je vais partir avec lui en fait", "je prends mon sac ce soir")


@pytest.mark.parametrize("text", PLANS + NOW)
def test_every_plan_to_go_is_refused(library: Library, text: str) -> None:
    talk = told(library, "un mec de 30 ans veut me voir", "il est gentil", text)
    assert "N'y va pas" in talk.words
    assert "3018" in talk.words
    talk.says(text)
    assert "N'y va pas" in talk.words
    assert "3018" in talk.words


@pytest.mark.parametrize("text", NOW + LEAVING)
def test_going_now_presses(library: Library, text: str) -> None:
    talk = told(library, "un mec de 30 ans veut me voir", text)
    assert talk.conversation.danger.level == "imminent"
    assert "17" in talk.words


@pytest.mark.parametrize("text", LEAVING)
def test_leaving_with_them_is_refused(library: Library, text: str) -> None:
    talk = told(library, "un mec de 30 ans veut me voir", text)
    assert "Ne pars pas" in talk.words
    assert "3018" in talk.words


@pytest.mark.parametrize("text", ["ok c bon jirai pas", "finalement j'y vais pas", "je vais annuler"])
def test_staying_away_is_heard(library: Library, text: str) -> None:
    talk = told(library, "un mec de 30 ans veut me voir", "j'y vais vendredi", text)
    assert "Tu fais bien de ne pas y aller" in talk.words


@pytest.mark.parametrize("text", ["je monte dans ma chambre", "mon père est en bas", "je prends mon sac pour l'école"])
def test_other_ways_are_no_meeting(library: Library, text: str) -> None:
    talk = told(library, "un mec de 30 ans veut me voir", text)
    assert "N'y va pas" not in talk.words
    assert "Ne pars pas" not in talk.words
