"""A danger by images or by a stranger: of whom it is told, and what is said of it while it stands."""

import pytest

from conversations.library import Library
from tests.talk import Talk, settled
from tests.test_danger_levels import read


def unsettled(library: Library, text: str, country: str = "Belgique") -> Talk:
    """Someone who never said who writes."""
    talk = Talk(library)
    talk.says("salut")
    talk.taps(country)
    talk.says(text)
    return talk


@pytest.mark.parametrize(
    "text",
    [
        "un mec a mes nudes il dit que j'ai jusqu'à minuit",
        "quelqu'un a ma photo nue et il veut de l'argent ce soir",
        "une fille menace de publier mes nudes ce soir",
        "mon ex va poster nos vidéos",
        "elle veut 300 balles en carte pcs avant ce soir 22h",
        "un mec a mis ma tête sur une vidéo porno",
        "some guy has my nudes and wants 100 euros by midnight",
        "iemand heeft mijn naaktfoto's en wil geld",
    ],
)
def test_own_image_is_own_danger(text: str) -> None:
    assert read(text).concerns == "self"


@pytest.mark.parametrize(
    "text",
    [
        "un mec a les nudes de ma meilleure amie et il veut de l'argent",
        "il a les photos de ma soeur nue",
        "ma fille a envoyé des photos nues et un homme la menace",
        "une fille de ma classe a ses nudes qui tournent partout",
        "un mec fait chanter mon petit frère avec une vidéo de lui nu",
        "a guy has my friend's nudes and wants money",
    ],
)
def test_another_s_image_is_another_s(text: str) -> None:
    assert read(text).concerns == "other"


def test_owner_is_told_no_fault(library: Library) -> None:
    talk = unsettled(library, "un mec a mes nudes il dit que j'ai jusqu'à minuit")
    assert "Je te crois" in talk.words
    talk.taps("Oui")
    assert "de la personne" not in talk.words
    talk.says("je vais avoir des ennuis ?")
    assert "l'autre vit" not in talk.words


def test_later_word_keeps_whose_it_is(library: Library) -> None:
    talk = unsettled(library, "un mec a les nudes de ma meilleure amie et il veut de l'argent")
    talk.says("un homme de 40 ans demande des photos nues ce soir")
    assert talk.conversation.danger.concerns == "other"


@pytest.mark.parametrize(
    "text", ["c'est moi sur la photo", "je suis pas une autre personne c'est moi", "en fait c moi"]
)
def test_taken_for_a_friend_is_mended(library: Library, text: str) -> None:
    talk = unsettled(library, "un mec a les nudes de ma meilleure amie et il veut de l'argent ce soir")
    talk.says(text)
    assert "c'est toi qui vis ça" in talk.words
    assert "116 000" in talk.words
    assert talk.conversation.danger.concerns == "self"
    assert talk.conversation.slots["role"].value == "teen"


@pytest.mark.parametrize("text", ["c'est moi qui l'ai vu", "c'est moi sa soeur", "c'est à moi qu'elle l'a dit"])
def test_teller_stays_a_teller(library: Library, text: str) -> None:
    talk = settled(library, "France", "C'est pour quelqu'un")
    talk.says("ma copine veut se suicider ce soir")
    talk.says(text)
    assert talk.conversation.danger.concerns == "other"
