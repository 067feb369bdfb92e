"""« C'est pas un nude » alarms nobody and takes no danger back; what presses or threatens beside it still alarms."""

import pytest

from conversations.library import Library
from tests.talk import settled
from tests.understanding_fixtures import grave, read

DENIED = [
    "pas de nude hein",
    "c pas un nude",
    "aucune photo intime",
    "il a pas demandé de nude",
    "Il n'y a pas de photo intime",
    "photo de moi, normale, habillée… pas nue du tout",
    "elle a pas envoyé de nudes",
    "je suis habillée sur la photo",
    "Mon ex a gardé nos conversations et les lit à ses amis. Aucune image.",
]
PRESSED = [
    "j'ai pas envoyé de nude mais il en a un montage",
    "il a pas demandé de nude il a demandé une vidéo sous la douche",
    "si j'envoie pas de nude il balance tout",
    "pas de nude sinon il poste",
    "il veut pas supprimer mes nudes",
    "il arrete pas de demander des nudes",
    "je veux pas envoyer de nude mais il insiste",
    "c'est pas ma faute il a mes nudes",
    "j'ai jamais envoyé de nude mais là il m'en demande",
    "mon ex a gardé nos messages et mes nudes",
]


@pytest.mark.parametrize("text", DENIED)
def test_a_denied_image_is_calm(text: str) -> None:
    assert read(text).risk == "none"


@pytest.mark.parametrize("text", PRESSED)
def test_what_presses_still_alarms(text: str) -> None:
    assert grave(text)


@pytest.mark.parametrize("text", ["c pas un nude", "non pas de photos je viens de le dire", "je suis habillée dessus"])
def test_a_denial_shows_the_button(library: Library, text: str) -> None:
    talk = settled(library, "France", "Ça m'arrive à moi")
    talk.says("mon ex a envoyé mes nudes à tout le monde")
    talk.says(text)
    assert "je peux mal comprendre" in talk.words
    assert talk.conversation.danger.level == "high"
