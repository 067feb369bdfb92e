"""Who writes is known from what they say they did, and one word does not make them somebody else afterwards."""

import pytest

from conversations.library import Library
from tests.talk import Talk, told

INSULTS = "cc jss en 5e on mapelle la grosse sur le groupe de classe"


def role_of(talk: Talk) -> str:
    slot = talk.conversation.slots.get("role")
    return slot.value if slot else ""


@pytest.fixture
def teen(library: Library) -> Talk:
    """Known from their words alone, with their plan before them."""
    talk = Talk(library)
    talk.says(INSULTS)
    talk.taps("France")
    talk.says("jsp 1 mois")
    talk.says("non")
    return talk


@pytest.mark.parametrize(
    "text",
    [
        "ma meuf ma di de pa lire",
        "ma go me dit de rien faire",
        "Pouvez-vous me redonner le plan ?",
        "les parents d'élèves vont le savoir",
        "ma classe exclut tous ceux qui me parlent",
        "un élève de ma classe m'a montré les messages",
        "j'ai insulté une fille aussi",
    ],
)
def test_one_word_changes_nobody(teen: Talk, text: str) -> None:
    teen.says(text)
    assert role_of(teen) == "teen"
    assert "votre" not in teen.words


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("enfait je suis sa mère", "parent"),
        ("ma fille ne veut plus aller en cours", "parent"),
        ("je suis prof de maths", "teacher"),
        ("en fait c'est moi qui ai commencé", "author"),
    ],
)
def test_who_says_so_is_believed(teen: Talk, text: str, role: str) -> None:
    teen.says(text)
    assert role_of(teen) == role


def test_a_sweetheart_is_no_daughter(library: Library) -> None:
    talk = Talk(library)
    talk.says("ma meuf se fait harceler")
    assert role_of(talk) == ""


@pytest.mark.parametrize(
    "text",
    [
        "j'ai participé à un groupe où on se moque d'un élève",
        "j'ai rigolé avec les autres sur une fille dans un groupe",
        "j'ai posté des moqueries sur un gars de ma classe",
        "j'ai liké et commenté un post méchant",
        "on s'est moqués d'une fille avec mes potes",
        "j'ai été méchant avec un élève",
    ],
)
def test_taking_part_is_heard(library: Library, text: str) -> None:
    talk = Talk(library)
    talk.says(text)
    talk.taps("France")
    assert role_of(talk) == "author"
    assert "te faire ça" not in talk.words


@pytest.mark.parametrize(
    "text",
    [
        "une fille a posté des moqueries sur moi",
        "j'ai été ajouté à un groupe où on se moque de moi",
        "j'ai écrit les insultes dans un carnet",
        "j'ai laissé les messages méchants sans répondre",
        "on dit que j'ai posté des moqueries sur un gars",
        "j'ai répondu et insulté une fille qui m'insulte",
        "j'ai jamais insulté une fille de ma classe",
        "j'ai envoyé les messages méchants à ma mère",
    ],
)
def test_who_suffers_took_no_part(library: Library, text: str) -> None:
    assert library.understanding.read(text).facts.get("role") != "author"


def test_a_tapped_role_stays(library: Library) -> None:
    talk = told(library, "on m'insulte tous les soirs sur snapchat")
    talk.says("mon fils")
    assert role_of(talk) == "teen"
