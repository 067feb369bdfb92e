"""Small guesses that were wrong: whose account, to whom one writes, and belief in what was not told."""

import pytest

from conversations.library import Library
from tests.talk import Talk, settled, told

INSULTS = "on m'insulte tous les soirs sur snapchat"


@pytest.fixture
def teen(library: Library) -> Talk:
    return told(library, INSULTS, "depuis 3 semaines", "non")


@pytest.mark.parametrize(
    "text",
    [
        "insta a supprimé le compte du mec",
        "instagram a enlevé son compte",
        "ils ont supprimé le faux compte",
        "tiktok a retiré la vidéo",
    ],
)
def test_what_is_removed_is_theirs(teen: Talk, text: str) -> None:
    teen.says(text)
    assert "Récupère ton compte" not in teen.words
    assert "lately.removed" in teen.conversation.said


@pytest.mark.parametrize("text", ["insta a supprimé mon compte", "on m'a volé mon compte"])
def test_my_account_is_recovered(teen: Talk, text: str) -> None:
    teen.says(text)
    assert "Récupère ton compte" in teen.words


@pytest.mark.parametrize(
    "text",
    ["je veux écrire un message à mes parents pour leur dire", "je veux envoyer un message à ma mère"],
)
def test_writing_home_is_no_reply(teen: Talk, text: str) -> None:
    teen.says(text)
    assert teen.conversation.open_step == "tell_parents_with_child"


@pytest.mark.parametrize("text", ["je suis en 4e", "jsuis en 2e secondaire", "j'ai 13 ans"])
def test_a_class_is_no_story(library: Library, text: str) -> None:
    talk = settled(library)
    talk.says("on m'a dit que tu pouvais aider")
    talk.says(text)
    assert "te faire ça" not in talk.words
    assert "Je te crois" in talk.words
