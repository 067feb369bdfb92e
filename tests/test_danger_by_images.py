"""A danger by images or by a stranger: of whom it is told, and what is said of it while it stands."""

import pytest

from conversations.library import Library
from tests.talk import Talk, settled
from tests.test_danger_at_home import after
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
        "mon cousin dit qu'il envoie mes nudes à ma famille si jlui file pas 100e",
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


BLACKMAIL = "on me fait chanter avec ma photo nue"
HOURS = (
    "il me reste 2h",
    "plus que 30 min",
    "il a mis un compte à rebours",
    "il va la publier ce soir",
    "plus qu'une heure avant qu'il poste",
    "il ma donné 24h",
    "j'ai que jusqu'à ce soir",
    "à 22h c'est fini pour moi",
    "il dit qu'à minuit il balance tout",
)


def blackmailed(library: Library, *lines: str, country: str = "France", first: str = BLACKMAIL) -> Talk:
    talk = settled(library, country)
    for line in (first, *lines):
        talk.says(line)
    return talk


@pytest.mark.parametrize("text", HOURS)
def test_an_hour_that_was_set_presses(library: Library, text: str) -> None:
    talk = blackmailed(library, text)
    assert talk.conversation.danger.level == "imminent"
    assert talk.conversation.danger.acute == ("sexual_exploitation",)
    assert "3018" in talk.words
    assert "Ne paie rien" in talk.words


@pytest.mark.parametrize("text", HOURS)
def test_the_hour_is_answered_again(library: Library, text: str) -> None:
    talk = blackmailed(library, "il me reste 3h", text)
    assert "Ne paie rien" in talk.words
    assert "3018" in talk.words
    assert "17" in talk.words


def test_an_hour_counts_before_its_danger(library: Library) -> None:
    talk = blackmailed(library, "il me reste 2h", first="une meuf sur snap m'a fait chanter", country="Belgique")
    assert "116 000" in talk.words
    assert talk.conversation.danger.level == "imminent"


@pytest.mark.parametrize(
    "text",
    [
        "je vais montrer à ma mère demain",
        "j'ai cours jusqu'à midi",
        "il me reste 10 min de batterie",
        "il a posté ça hier soir",
    ],
)
def test_other_hours_set_nothing(library: Library, text: str) -> None:
    talk = blackmailed(library, text)
    assert talk.conversation.danger.level == "high"


def test_hours_elsewhere_set_nothing(library: Library) -> None:
    talk = settled(library)
    talk.says("ils se moquent de moi tous les jours en classe")
    talk.says("il me reste 2h")
    assert talk.conversation.danger.level == "none"


@pytest.mark.parametrize("before", ["il va la publier ce soir", "j'ai peur"])
def test_a_question_ends_no_phrase(library: Library, before: str) -> None:
    talk = blackmailed(library, before, "je fais quoi")
    assert "suicide" not in talk.conversation.danger.kinds
    assert "3018" in talk.words


def test_dying_leads_in_a_blackmail(library: Library) -> None:
    talk = blackmailed(library, "il me reste 2h", "je vais me tuer avant minuit")
    assert talk.words.splitlines()[1] == "15"


@pytest.mark.parametrize("text", ["il l'a envoyée à 3 personnes", "ma soeur l'a reçue", "elle a tout balancé"])
@pytest.mark.parametrize("meanwhile", ["j'ai peur", "je préfère mourir que ma mère voit ça"])
def test_what_is_out_can_be_reported(library: Library, meanwhile: str, text: str) -> None:
    talk = blackmailed(library, "il veut 200 euros avant minuit", meanwhile, text)
    assert "peut encore être signalé" in talk.words
    assert "Take It Down" in talk.words


@pytest.mark.parametrize("text", ["elle redemande 200", "il veut encore 100 euros", "j'ai déjà payé 50"])
def test_who_paid_is_not_to_blame(library: Library, text: str) -> None:
    talk = blackmailed(library, text)
    assert "pas ta faute" in talk.words
    assert "Ne paie rien de plus" in talk.words
    assert "3018" in talk.words


@pytest.mark.parametrize("text", ["je lui paye ou pas ?", "si je paye il va arrêter ?", "je paye la moitié ?"])
def test_paying_is_answered_with_no(library: Library, text: str) -> None:
    talk = blackmailed(library, text)
    assert talk.said[0].text.startswith("Non, ne paie pas")


def test_paying_is_answered_before_a_danger(library: Library) -> None:
    talk = blackmailed(library, "je lui paye ou pas", first="une meuf sur snap m'a fait chanter")
    assert "Non, ne paie pas" in talk.words


def test_a_threatened_block_is_answered(library: Library) -> None:
    talk = blackmailed(library, "elle dit que si je bloque elle balance direct")
    assert "puis bloque" in talk.words
    assert "3018" in talk.words


BLACKMAIL = "des garçons ont ma photo nue et disent 100 euros avant ce soir"


@pytest.mark.parametrize("text", ["j'ai trop honte je veux disparaître", "j'ai honte je veux mourir"])
def test_shame_hides_no_death(library: Library, text: str) -> None:
    assert "3114" in after(library, BLACKMAIL, text).words


@pytest.mark.parametrize(
    "text", ["la honte mdr je veux disparaître sous terre", "j'ai honte je veux que ça disparaisse"]
)
def test_shame_alone_is_comforted(library: Library, text: str) -> None:
    assert "3114" not in after(library, BLACKMAIL, text).words


def test_staying_away_from_school_meets_nobody(library: Library) -> None:
    talk = after(library, "une fille au lycée a ma photo nue et la montre à tous", "jpeux plus y aller demain")
    assert "voiture" not in talk.words
