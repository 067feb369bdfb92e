"""What others say of a person, an accident, a song is asked about. What hides behind it alarms, words undo nothing."""

import pytest

from conversations.library import Library
from tests.talk import settled
from tests.understanding_fixtures import read


@pytest.mark.parametrize(
    "text",
    [
        "mon chat il ma griffé le bras et maintenant toute la classe dit que je me scarifie",
        "mon lapin m'a griffée et on dit que je me fais du mal",
        "ils disent que je me coupe, ils mentent, c'est mon chien",
        "ils croient que je me suis brûlée exprès mais c'est le lisseur",
        "j'ai des bleus à cause du judo et tout le monde dit que mon père me tape",
        "on dit dans la classe que mes parents me battent c'est faux",
        "je me suis coupée avec le cutter en arts pla et maintenant ils m'appellent la dépressive",
        "jme scarifie pas cest mon chien",
        "le rappeur que j'écoute il dit j'ai envie d'me foutre en l'air dans sa chanson et ma mère flippe",
        "on m'a dit va la rejoindre en rigolant dans le groupe",
    ],
)
def test_an_explained_rumour_is_asked_about(text: str) -> None:
    assert read(text).risk == "low"


@pytest.mark.parametrize(
    "text",
    [
        "toute la classe dit que je me scarifie",
        "ils disent que je me coupe et c'est vrai",
        "tout le monde croit que c'est mon chat mais je me scarifie",
        "ma mère croit que c'est mon chat mais c'est moi",
        "tout le monde dit que je me coupe et j'ai envie de mourir, mon chat est mort",
        "je me suis coupée exprès avec le cutter en arts pla",
        "je me suis coupée en arts pla parce que je voulais sentir quelque chose",
        "je me suis entaillée la cuisse avec le cutter en arts plastiques hier soir",
        "je me coupe pas souvent",
        "je me coupe jamais devant eux",
        "ils disent va la rejoindre et j'y pense vraiment",
        "elle a mis en story une chanson qui dit je veux mourir",
    ],
)
def test_what_hides_behind_it_alarms(text: str) -> None:
    assert read(text).risk in ("high", "imminent")


@pytest.mark.parametrize(
    "text",
    [
        "c'est pas vrai c'est le chat",
        "tu comprends rien",
        "c'est que des paroles",
        "j'ai jamais dit ça",
        "non moi je veux pas mourir",
    ],
)
def test_words_alone_take_nothing_back(library: Library, text: str) -> None:
    talk = settled(library)
    talk.says("je me scarifie")
    talk.says(text)
    assert talk.conversation.danger.level == "high"
    assert "danger.wrong" in [choice.id for say in talk.said for choice in say.choices]


def test_the_button_is_not_questioned(library: Library) -> None:
    talk = settled(library)
    talk.says("je me scarifie")
    talk.says("non c'est le chat")
    talk.taps("Ce n'était pas ça")
    assert talk.conversation.danger.level == "low"
    assert "es-tu en danger" not in talk.words.lower()
