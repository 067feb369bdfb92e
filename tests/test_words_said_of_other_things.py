"""« Va m'étrangler si je rentre tard », a slap at a test, words that attack, a purse are no blows; blows still are."""

import pytest

from conversations.library import Library
from tests.talk import told
from tests.understanding_fixtures import grave, read


@pytest.mark.parametrize(
    "text",
    [
        "mon père va m'étrangler si je rentre à 19h",
        "ma mère va m'étrangler quand elle verra mes notes",
        "agressée verbalement sur TikTok",
        "mon fils s'est pris une claque au contrôle de maths",
        "elle a pris 50 euros dans mon portefeuille",
    ],
)
def test_other_meanings_alarm_nobody(text: str) -> None:
    assert not grave(text)
    assert "physical_violence" not in read(text).topics


@pytest.mark.parametrize(
    "text",
    [
        "mon père m'étrangle si je rentre tard",
        "mon père va m'étrangler si je rentre tard, il me tape souvent",
        "il a dit qu'il va m'étrangler si je parle",
        "agressée verbalement et frappée",
        "il veut 50 euros sinon il poste",
    ],
)
def test_blows_still_alarm(text: str) -> None:
    assert grave(text)


@pytest.mark.parametrize("text", ["mon père va me tuer il a un couteau", "mon beau-père me menace avec un couteau"])
def test_a_weapon_at_home_is_imminent(text: str) -> None:
    assert read(text).risk == "imminent"


def test_a_school_report_hides_no_telephone(library: Library) -> None:
    talk = told(library, "on me harcèle sur insta, des gens de ma classe", "depuis un mois", "non")
    talk.says("ma mère va me tuer si elle voit mon bulletin")
    assert "Rends ton téléphone discret" not in talk.words
    talk.says("ma mère va péter un cable si elle voit mes messages")
    assert "Rends ton téléphone discret" in talk.words
