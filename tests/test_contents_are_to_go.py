"""What is asked after an image: that it goes, that an account goes, who will see it."""

import pytest

from conversations.library import Library
from tests.talk import told

VIDEO = "ils ont posté une vidéo de moi qui tombe sur youtube"
NUDE = "mon ex a publié une photo intime de moi sur snapchat"


@pytest.mark.parametrize(
    "text",
    [
        "je veux que le clip saute",
        "c'est juste la chanson que je veux enlever",
        "on enlève comment",
        "faut que tiktok enlève la vidéo",
        "jveux qu'ils suppriment le compte",
    ],
)
def test_wanting_it_gone_opens_the_report(library: Library, text: str) -> None:
    assert told(library, VIDEO, text).conversation.open_step == "report_platform"


@pytest.mark.parametrize("text", ["je veux que la photo soit retirée", "on enlève comment"])
def test_intimate_images_are_blocked(library: Library, text: str) -> None:
    assert told(library, NUDE, text).conversation.open_step == "hash_removal"


@pytest.mark.parametrize(
    "text", ["je veux que tu effaces la photo", "je veux effacer la conversation", "je veux que ça s'arrête"]
)
def test_other_wishes_open_no_report(library: Library, text: str) -> None:
    assert told(library, VIDEO, text).conversation.open_step not in ("report_platform", "hash_removal")


@pytest.mark.parametrize("text", ["et si je supprime mon compte ?", "je vais fermer mon insta", "je supprime mon snap"])
def test_an_account_is_proof_first(library: Library, text: str) -> None:
    talk = told(library, "un mec a mes nudes il dit que j'ai jusqu'à minuit", text)
    assert "la conversation sert de preuve" in talk.words
    assert "3018" in talk.words


@pytest.mark.parametrize("text", ["la police va voir ma photo ?", "les flics ils vont regarder la vidéo ?"])
def test_what_police_sees_is_not_guessed(library: Library, text: str) -> None:
    assert "Je ne sais pas ce que la police" in told(library, NUDE, text).words
