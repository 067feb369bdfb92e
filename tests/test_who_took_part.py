"""Who took part in it is recognised by what they say they did, and never because others accuse them."""

import pytest

from conversations.library import Library
from tests.talk import Talk

OWNED = [
    "avec des potes on a fait un compte insta pour se foutre d'un mec de ma classe",
    "j'ai créé un groupe pour clasher une fille de 5e",
    "c'est moi qui ai lancé la rumeur",
    "j'ai balancé sa photo dans le groupe de la classe",
]
ACCUSED = [
    "les gens croient que c'est moi qui insulte",
    "on a fait un compte pour se moquer de moi",
    "c'est moi qui lui ai envoyé la photo",
    "on m'accuse à tort de harceler une fille",
]


@pytest.mark.parametrize("text", OWNED)
def test_what_was_done_is_heard(library: Library, text: str) -> None:
    assert library.understanding.read(text).facts.get("role") == "author"


@pytest.mark.parametrize("text", ACCUSED)
def test_accused_are_not_authors(library: Library, text: str) -> None:
    assert library.understanding.read(text).facts.get("role") != "author"


def author(library: Library) -> Talk:
    talk = Talk(library)
    talk.says("coucou")
    talk.taps("France")
    talk.says(OWNED[0])
    return talk


def test_authors_are_not_judged(library: Library) -> None:
    talk = author(library)
    assert talk.conversation.slots["role"].value == "author"
    assert "te juger" in talk.words


def test_apologies_are_no_letter(library: Library) -> None:
    talk = author(library)
    talk.says("jpourrais écrire à sa mère pour dire dsl")
    assert talk.conversation.open_step == "author_repair"
