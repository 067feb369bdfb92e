"""What was swallowed, or a blow to the head: looking well takes nothing back, and a later pain cannot wait."""

from datetime import timedelta

import pytest

from conversations.library import Library
from tests.talk import Talk, settled
from tests.test_danger_at_home import after, numbers
from tests.understanding_fixtures import read

PILLS = "ma fille a pris 10 dolipranes ce matin à cause du harcèlement"
MINE = "j'ai pris des médocs hier"


def named(talk: Talk, number: str) -> bool:
    return any(line.removeprefix("• ").startswith(number) for line in numbers(talk))


@pytest.mark.parametrize(
    "text",
    [
        "elle a l'air bien",
        "elle va bien je l'ai vue",
        "je dois aller aux urgences ou attendre ?",
        "je dois l'emmener quand même ?",
        "elle est allée en cours normalement",
    ],
)
def test_looking_well_takes_nothing_back(library: Library, text: str) -> None:
    talk = after(library, PILLS, text, role="Je suis parent")
    assert talk.conversation.danger.level == "imminent"
    assert named(talk, "15")
    assert "avis médical" in talk.words


@pytest.mark.parametrize("text", ["mais rien senti", "donc c bon ?", "ça va mieux", "je me sens bien"])
def test_who_feels_well_is_sent_too(library: Library, text: str) -> None:
    talk = after(library, MINE, text)
    assert named(talk, "15")


@pytest.mark.parametrize("text", ["j'ai mal au ventre à droite", "je vomis", "jsuis tout jaune", "la tete me tourne"])
def test_a_later_pain_is_urgent(library: Library, text: str) -> None:
    talk = after(library, MINE, "non")
    talk.now += timedelta(days=1)
    talk.says(text)
    assert "15" in numbers(talk)


def test_other_words_wait_until_then(library: Library) -> None:
    talk = after(library, MINE, "non")
    talk.now += timedelta(days=1)
    talk.says("ils ont encore posté une photo")
    assert "15" not in numbers(talk)


def test_a_blow_to_the_head_is_remembered(library: Library) -> None:
    talk = after(library, "au rugby on m'a plaqué j'ai perdu connaissance 2 min", "c'était samedi", country="Belgique")
    assert talk.conversation.danger.level == "none"
    talk.says("là je vomis et j'ai mal à la tête")
    assert numbers(talk)[1] == "112"


def test_a_headache_alone_is_none(library: Library) -> None:
    talk = settled(library, "Belgique")
    talk.says("ils se moquent de moi et j'ai mal à la tête")
    assert talk.conversation.danger.level in ("none", "low")


@pytest.mark.parametrize(
    "text",
    [
        "elle di quelle a pris des truc pour dormir bcp",
        "elle a pris bcp de mélatonine et du sirop",
        "elle a pris des gouttes pour dormir trop",
        "elle dit qu'elle a pris des trucs",
        "ma copine a pris trop de doliprane",
        "elle a pris 12 xanax",
    ],
)
def test_much_taken_is_urgent(text: str) -> None:
    found = read(text)
    assert found.risk == "imminent"
    assert found.body


@pytest.mark.parametrize(
    "text",
    ["il m'a pris plein de trucs", "elle boit beaucoup de sirop de menthe", "elle a pris un doliprane"],
)
def test_taking_things_is_usual(text: str) -> None:
    assert read(text).risk == "none"


def test_taken_where_dying_was_named(library: Library) -> None:
    talk = after(library, "ma copine veut mourir elle me l'a écrit", "elle a pris un truc pour dormir")
    assert "15" in numbers(talk)
    assert "pharmacien" not in talk.words


def test_nothing_taken_is_no_news(library: Library) -> None:
    assert "15" not in numbers(after(library, "j'ai envie de mourir", "j'ai rien pris"))
