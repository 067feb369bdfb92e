"""An answer fits what was told before: no capture of an intimate image, no step for another story, no plan twice."""

import pytest

from conversations.library import Library
from tests.talk import Talk, settled

BARE = "on fait circuler une fausse photo de moi nue"
INSULTS = "on m'insulte tous les soirs sur snapchat"


def told(library: Library, *lines: str, country: str = "France", role: str = "Ça m'arrive à moi") -> Talk:
    talk = settled(library, country, role)
    for line in lines:
        talk.says(line)
    return talk


@pytest.mark.parametrize(
    "text",
    [
        "Je dois garder une capture de la photo ?",
        "jla screen la photo ou pas ?",
        "faut une preuve de l'image ?",
        "comment je garde les preuves ?",
    ],
)
def test_no_intimate_image_is_captured(library: Library, text: str) -> None:
    talk = told(library, BARE, country="Belgique")
    talk.says(text)
    assert talk.conversation.open_step == "keep_evidence_without_image"
    assert "jamais la photo" in talk.words
    assert "les envoyer ici" not in talk.words


def test_old_button_opens_safe_form(library: Library) -> None:
    talk = told(library, INSULTS, BARE)
    talk.happens("chose", choice="step.keep_evidence", question="")
    assert talk.conversation.open_step == "keep_evidence_without_image"


@pytest.mark.parametrize(
    "text",
    ["je peux screen le nude pour la police ?", "je montre la photo à la police ?", "je vais screen la photo"],
)
def test_the_police_needs_no_image(library: Library, text: str) -> None:
    talk = told(library, BARE)
    assert talk.says(text)[0].text.startswith("Non, pas l'image")


def test_other_captures_stay_wanted(library: Library) -> None:
    talk = told(library, INSULTS)
    talk.says("je fais une capture de la photo ?")
    assert talk.conversation.open_step == "keep_evidence"


def test_fake_account_is_no_image(library: Library) -> None:
    talk = told(library, "on a fait un faux compte de moi")
    assert "fausse image" not in talk.words
