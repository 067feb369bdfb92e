"""What is asked about images and accounts: what is kept of them, what the other learns, what is not shown."""

import pytest

from conversations.library import Library
from tests.talk import Talk, told

INSULTS = "on m'insulte tous les soirs sur snapchat"


def plan(talk: Talk) -> list[str]:
    return [key for say in talk.said for key in say.steps]


def test_taking_down_keeps_a_copy(library: Library) -> None:
    talk = told(library, "on a fait un faux compte insta d'une fille pour se moquer", role="J'y ai participé")
    talk.says("je supprime tout la maintenant ?")
    assert talk.conversation.open_step == "author_stop_and_delete_after_proof"
    assert "garde une copie" in talk.words


def test_an_image_is_removed_not_the_case(library: Library) -> None:
    talk = told(library, "mon ex a publié une photo intime de moi sur snapchat")
    talk.says("on peut la faire retirer ?")
    assert "hash_removal" in plan(talk)
    assert talk.conversation.told


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("et si je bloque elle le sait ?", "Garde d'abord tes preuves"),
        ("si je bloque elle envoie ?", "Je ne peux pas savoir"),
        ("il voit si je screen ?", "sur Snapchat, l'autre peut être averti"),
        ("il voit si je screen sur whatsapp ?", "Sur WhatsApp, l'autre n'est pas averti"),
        ("elle va savoir que c'est moi qui ai signalé ?", "ne disent pas qui a signalé"),
    ],
)
def test_what_the_other_learns_is_said(library: Library, text: str, words: str) -> None:
    talk = told(library, INSULTS)
    talk.says(text)
    assert words in talk.words


def test_no_naked_picture_is_captured(library: Library) -> None:
    talk = told(library, "mon ex a envoyé une photo nue de moi à tout le monde sur snap")
    talk.says("il voit si je screen ?")
    assert "ne se capture jamais" in talk.words


def test_a_naked_picture_is_refused(library: Library) -> None:
    talk = told(library, "mon ex a une photo nue de moi")
    talk.says("jpeux te l'envoyer pour que tu vois ?")
    assert talk.said[0].text.startswith("Non, ne l'envoie pas")


@pytest.mark.parametrize(("country", "words"), [("France", "même si on voit"), ("Belgique", "qui ont l'air vraies")])
def test_a_fake_one_counts_too(library: Library, country: str, words: str) -> None:
    talk = told(library, "ils ont fait une fausse photo de moi nue avec une ia", country=country)
    talk.says("ça compte comme une vraie photo ?")
    assert words in talk.words


@pytest.mark.parametrize(
    "text",
    [
        "publier les captures sur Facebook ?",
        "Est-ce que je peux mettre leurs noms sur Facebook pour que ça bouge ?",
        "et si je poste les captures sur insta",
        "dois-je les dénoncer sur les réseaux ?",
    ],
)
def test_nobody_is_shown_in_public(library: Library, text: str) -> None:
    talk = told(library, INSULTS, role="Je suis parent")
    talk.says(text)
    assert "Non, pas en public" in talk.words
