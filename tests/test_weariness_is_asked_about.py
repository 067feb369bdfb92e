"""Who wants it all to stop is asked in plain words what that means, once, and is never passed over."""

import pytest

from conversations.library import Library
from tests.talk import Talk, settled, told

WEARY = [
    "je veux juste que ça s'arrête",
    "jveux que ca stop",
    "je suis fatiguée de tout ça",
    "j'en peux plus",
    "je suis à bout",
    "j'aimerais que ça cesse",
]
NOT_WEARY = ["je veux qu'ils arrêtent de m'écrire", "je suis fatigué j'ai eu sport", "je peux plus me connecter"]
FILLERS = ("c'est noté", "Je te lis. Tu peux continuer", "Rien ne presse")
STORY = ("on me harcèle sur insta, des gens de ma classe", "depuis un mois", "non")
PLAINLY = "penses-tu à mourir"


def asked(library: Library) -> Talk:
    talk = told(library, *STORY)
    talk.says(WEARY[0])
    assert PLAINLY in talk.words
    return talk


@pytest.mark.parametrize("text", WEARY)
def test_weariness_is_asked_about(library: Library, text: str) -> None:
    talk = told(library, *STORY)
    talk.says(text)
    assert PLAINLY in talk.words


@pytest.mark.parametrize("text", NOT_WEARY)
def test_other_ends_are_not_asked(library: Library, text: str) -> None:
    talk = told(library, *STORY)
    talk.says(text)
    assert PLAINLY not in talk.words


@pytest.mark.parametrize("answer", ["oui", "je crois que oui", "parfois", "des fois"])
def test_a_yes_brings_the_line(library: Library, answer: str) -> None:
    talk = asked(library)
    talk.says(answer)
    assert talk.conversation.danger.level == "high"
    assert "3114" in talk.said[0].text


def test_a_no_is_believed(library: Library) -> None:
    talk = asked(library)
    talk.says("non")
    assert talk.conversation.danger.level == "low"


@pytest.mark.parametrize("text", WEARY)
def test_said_again_it_is_no_filler(library: Library, text: str) -> None:
    talk = asked(library)
    talk.says("non")
    for _ in range(3):
        talk.says(text)
        assert "3114" in talk.words
        assert not any(filler in talk.words for filler in FILLERS)


def test_parents_are_not_asked_so(library: Library) -> None:
    talk = settled(library, role="Je suis parent")
    talk.says("mon fils est harcelé au collège depuis un mois")
    talk.says("je veux juste que ça s'arrête")
    assert "penses-tu" not in talk.words
    assert "pensez-vous" not in talk.words
