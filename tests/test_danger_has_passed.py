"""Once it passed, the number is not pressed any more, stays in sight, and comes back when it begins again."""

import pytest

from conversations.library import Library
from tests.talk import Talk, settled

AT_HOME = "mon père me frappe là maintenant"
PILLS = "ma copine a pris toute la boîte de cachets"
CALMED = ["il est parti", "il s'est calmé", "mon père dort", "ça s'est calmé", "mon père est parti se coucher"]
NOT_CALMED = [
    "il est parti chercher un couteau",
    "il est parti mais il va revenir",
    "il s'est pas calmé",
    "elle est partie",
    "ma mère dort",
    "il dort",
    "il est couché",
]


def pressed(library: Library, *texts: str, role: str = "Ça m'arrive à moi") -> Talk:
    talk = settled(library, role=role)
    for text in texts:
        talk.says(text)
    return talk


@pytest.mark.parametrize("text", CALMED)
def test_calm_ends_the_pressing(library: Library, text: str) -> None:
    talk = pressed(library, AT_HOME)
    talk.says(text)
    assert "Un moment de calme" in talk.words
    assert "17" in talk.words
    talk.says("merci")
    assert "17" not in talk.words


@pytest.mark.parametrize("text", NOT_CALMED)
def test_less_than_calm_presses(library: Library, text: str) -> None:
    talk = pressed(library, AT_HOME)
    talk.says(text)
    assert "Un moment de calme" not in talk.words
    assert "17" in talk.words


@pytest.mark.parametrize("text", ["il revient", "il gueule"])
def test_it_may_begin_again(library: Library, text: str) -> None:
    talk = pressed(library, AT_HOME, "il s'est calmé")
    talk.says(text)
    assert "17" in talk.said[0].text.splitlines()


def test_attackers_outside_may_come_back(library: Library) -> None:
    talk = pressed(library, "des garçons me frappent là maintenant à la sortie du collège, ils ont un couteau")
    talk.says("ils sont partis")
    assert "Un moment de calme" not in talk.words


def test_a_body_is_not_calmed(library: Library) -> None:
    talk = pressed(library, "j'ai avalé une boîte de cachets")
    talk.says("il est parti")
    assert "15" in talk.words.splitlines()


def test_elsewhere_is_a_relief(library: Library) -> None:
    talk = pressed(library, "mon père a tapé ma mère ce soir")
    talk.says("maman va bien elle est chez mamie")
    assert "soulagement" in talk.words
    assert "119" in talk.words


def test_whoever_comes_is_answered(library: Library) -> None:
    talk = pressed(library, "mon père a tapé ma mère ce soir")
    talk.says("ok ils arrivent")
    assert "Si c'est l'aide" in talk.words
    assert "17" in talk.words


@pytest.mark.parametrize("text", ["Je suis rentrée", "jsuis rentré chez moi"])
def test_coming_home_is_heard(library: Library, text: str) -> None:
    talk = pressed(library, "j'ai fugué", "je suis dehors")
    talk.says(text)
    assert talk.conversation.danger.level == "high"
    assert "bonne chose" in talk.words


def test_a_child_found_is_a_relief(library: Library) -> None:
    talk = pressed(library, "mon fils a fugué", "il ne répond pas", role="Je suis parent")
    talk.says("il est rentré et reparti")
    assert "soulagement" not in talk.words
    talk.says("Il est rentré ! Il était chez un voisin")
    assert "soulagement" in talk.words


@pytest.mark.parametrize("text", ["elle est a lhopital mais ca va", "les pompiers sont chez elle"])
def test_care_is_good_news(library: Library, text: str) -> None:
    talk = pressed(library, PILLS, role="C'est pour quelqu'un")
    talk.says(text)
    assert "bonne nouvelle" in talk.words
    assert "Appelle" not in talk.words


def test_leaving_hospital_is_no_open_door(library: Library) -> None:
    talk = pressed(library, PILLS, role="C'est pour quelqu'un")
    talk.says("elle est sortie de l'hosto")
    assert "jours d'après" in talk.words
    assert "porte" not in talk.words


def test_another_subject_is_followed(library: Library) -> None:
    talk = pressed(library, "j'ai envie de mourir")
    talk.says("parle moi d'autre chose")
    assert "Écris ce qui te vient" in talk.words


def test_a_word_left_for_family_presses(library: Library) -> None:
    talk = pressed(library, "j'ai envie de mourir")
    talk.says("j'ai rangé toute ma chambre et écrit un mot pour ma petite soeur")
    assert "15" in talk.said[0].text.splitlines()
