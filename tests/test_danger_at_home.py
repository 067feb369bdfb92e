"""Where somebody at home hurts: noise, a step, hiding make it a danger of now; who only hides is no wish to die."""

import pytest

from conversations.findings import risk_rank
from conversations.library import Library
from tests.talk import Talk, settled
from tests.understanding_fixtures import read

HIT = "mon père m'a tapé hier"
FEAR = "mon beau-père il a bu"


def after(library: Library, *texts: str, country: str = "France", role: str = "Ça m'arrive à moi") -> Talk:
    talk = settled(library, country, role)
    for text in texts:
        talk.says(text)
    return talk


def numbers(talk: Talk) -> list[str]:
    return [line for say in talk.said for line in say.text.splitlines()]


@pytest.mark.parametrize(
    "text",
    [
        "il est là",
        "il monte",
        "il rentre dans 10 min",
        "la il est bourré",
        "jentends sa voiture",
        "jsuis sous mon lit",
        "il a jeté une chaise",
        "jentend maman crier",
        "il vient de rentrer du boulot",
        "ca recommence",
    ],
)
def test_what_is_heard_is_urgent(library: Library, text: str) -> None:
    talk = after(library, HIT, "non", text)
    assert talk.conversation.danger.level == "imminent"
    assert "17" in numbers(talk)
    assert any("114" in line for line in numbers(talk))


@pytest.mark.parametrize("text", ["il crie sur ma mère dans la cuisine", "j'entends des bruits de coups"])
def test_blows_after_fear_are_urgent(library: Library, text: str) -> None:
    talk = after(library, FEAR, text, country="Belgique")
    assert "112" in numbers(talk)


@pytest.mark.parametrize(
    "text",
    [
        "il dort",
        "il est parti",
        "il est pas là",
        "il crie souvent",
        "il rentre lundi",
        "il est là tous les soirs",
        "j'entends plus rien",
        "il monte le son",
        "je suis dans ma chambre",
        "ma tante est là",
    ],
)
def test_habit_and_quiet_are_not_now(library: Library, text: str) -> None:
    assert after(library, HIT, "non", text).conversation.danger.level == "high"


def test_a_step_alone_alarms_nobody(library: Library) -> None:
    talk = after(library, "on m'insulte sur le groupe de classe", "il est là")
    assert talk.conversation.danger.level == "none"


def test_hiding_is_no_wish_to_die(library: Library) -> None:
    talk = after(library, "mon père a vu les messages du groupe", "il tape dans la porte là")
    talk.says("jme suis enfermé dans la salle de bain")
    assert "suicide" not in talk.conversation.danger.kinds
    assert "17" in numbers(talk)
    talk.says("je peux pas parler")
    assert numbers(talk)[1] == "114"


def test_a_wish_to_die_is_heard_there(library: Library) -> None:
    talk = after(library, HIT, "il arrive")
    talk.says("je me suis enfermé dans la salle de bain, je veux mourir")
    assert "suicide" in talk.conversation.danger.kinds


def test_who_was_named_before_hit(library: Library) -> None:
    talk = after(library, "paske mon beau pere il sénerve", "ben il ma mi une baffe la derniere fois")
    assert "danger_at_home" in talk.conversation.danger.kinds


def test_a_strangled_throat_needs_a_doctor(library: Library) -> None:
    talk = after(library, "mon frère il me tape tout le temps et mes parents disent rien", country="Belgique")
    talk.says("hier il ma étranglé un peu")
    assert numbers(talk)[1] == "112"
    assert not any("0800 32 123" in line for line in numbers(talk))


def test_english_is_heard_too(library: Library) -> None:
    talk = after(library, "my dad hit me last night and i am scared of him", "no", "he just got home")
    assert talk.conversation.danger.level == "imminent"


@pytest.mark.parametrize("text", ["il m'a attrapé par la gorge", "il m'a mis les mains autour du cou"])
def test_a_held_throat_is_heard(library: Library, text: str) -> None:
    assert after(library, text).conversation.danger.body


def test_choking_with_laughter_is_none(library: Library) -> None:
    assert after(library, "il m'a étranglé de rire").conversation.danger.level == "none"


THROWN = "mon père a poussé ma mère dans l'escalier là"


@pytest.mark.parametrize(
    "text", ["elle bouge plus", "elle bouge plus trop", "elle répond plus", "elle respire bizarre"]
)
def test_a_still_body_needs_rescue(library: Library, text: str) -> None:
    talk = after(library, THROWN, text)
    assert "15" in numbers(talk)
    assert any(one.startswith("• 17 ") for one in numbers(talk))


@pytest.mark.parametrize(
    "text", ["jsuis caché dans les chiottes je chuchote", "chut il va m'entendre", "je peux pas faire de bruit"]
)
def test_whispering_is_written(library: Library, text: str) -> None:
    talk = after(library, THROWN, text, "elle bouge plus")
    assert "114" in numbers(talk)
    assert any(one.startswith("• 15 ") for one in numbers(talk))


@pytest.mark.parametrize("text", ["ma mère jette les affaires de ma soeur par terre", "mon père pousse la porte"])
def test_things_thrown_hurt_nobody(text: str) -> None:
    assert risk_rank(read(text).risk) < risk_rank("high")


@pytest.mark.parametrize(
    "text",
    [
        "mon pere ma lancé la telecommande dessus",
        "mon pere ma jeté une assiette",
        "papa crie tout le temps et il m'a jeté son téléphone dessus hier",
        "mon beau pere me jette des objets dessus quand il est enervé",
        "papa ma jeté une chaussure a la tete",
        "mes parents me jettent des trucs dessus",
        "mon père lance les assiettes quand il est en colère",
    ],
)
def test_a_parent_who_throws_is_heard(text: str) -> None:
    assert read(text).risk == "high"
    assert "danger_at_home" in read(text).risk_kinds


@pytest.mark.parametrize(
    "text",
    [
        "mon père m'a lancé un coussin",
        "papa m'a lancé un regard noir",
        "ma mère a jeté mes affaires à la poubelle",
        "mon père a jeté une assiette cassée",
        "mon père m'a lancé la balle",
    ],
)
def test_what_is_thrown_lightly_is_calm(text: str) -> None:
    assert read(text).risk in ("none", "low")
