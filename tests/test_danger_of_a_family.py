"""A parent who may be the danger is not warned first; a child that is away is searched, one left alone is seen."""

import pytest

from conversations.library import Library
from tests.test_danger_at_home import after, numbers
from tests.test_danger_of_a_body import named

TEACHER = "Je travaille à l'école"
PARENT = "Je suis parent"
HIT = "un élève dit que son père le frappe"
AWAY = "ma fille a disparu"


@pytest.mark.parametrize(
    "text",
    [
        "dois-je appeler le père ?",
        "le principal veut convoquer les parents demain",
        "je préviens les parents ?",
        "la CPE veut appeler les parents",
        "faut-il informer la famille avant le signalement ?",
    ],
)
def test_parents_are_not_warned_first(library: Library, text: str) -> None:
    talk = after(library, HIT, text, role=TEACHER)
    assert "Pas avant un avis" in talk.words
    assert named(talk, "119")


def test_other_families_are_told(library: Library) -> None:
    talk = after(library, "un élève est insulté sur le groupe", "je préviens les parents ?", role=TEACHER)
    assert "Pas avant un avis" not in talk.words


def test_a_parent_named_later_counts(library: Library) -> None:
    talk = after(library, "une élève de 12 ans m'a montré ses bras", country="Belgique", role=TEACHER)
    talk.says("elle dit que c'est son papa")
    assert numbers(talk)[1] == "103"
    talk.says("elle rentre chez elle à 16h")
    assert talk.conversation.danger.level == "imminent"


@pytest.mark.parametrize(
    "text",
    [
        "faut-il attendre 24h ?",
        "j'attends 48h pour la police non ?",
        "dois-je attendre demain pour le signaler ?",
        "combien de temps avant de signaler une disparition ?",
    ],
)
def test_nobody_waits_to_search(library: Library, text: str) -> None:
    talk = after(library, AWAY, text, role=PARENT)
    assert "attendez pas" in talk.words
    assert named(talk, "116 000")


def test_a_trace_is_no_return(library: Library) -> None:
    talk = after(library, AWAY, "elle a écrit sur insta qu'elle est à la gare", role=PARENT)
    assert talk.conversation.danger.level == "imminent"
    assert named(talk, "116 000")


def test_a_return_is_a_relief(library: Library) -> None:
    talk = after(library, AWAY, "elle vient de rentrer", role=PARENT)
    assert talk.conversation.danger.level == "high"


def test_who_searches_stays_named(library: Library) -> None:
    talk = after(library, AWAY, "elle a écrit je vous aime pardon, elle veut mourir", role=PARENT)
    assert numbers(talk)[1] == "15"
    assert named(talk, "116 000")


def test_a_note_of_leaving_is_heard(library: Library) -> None:
    talk = after(
        library, "mon fils de 15 ans est parti", "il a laissé un mot disant qu'il ne reviendrait pas", role=PARENT
    )
    assert numbers(talk)[1] == "116 000"


@pytest.mark.parametrize(
    "text",
    [
        "maman elle rentre pas depuis 3 jours",
        "mes parents sont partis depuis 5 jours",
        "ya plus rien à manger chez moi",
    ],
)
def test_a_child_left_alone_is_seen(library: Library, text: str) -> None:
    talk = after(library, text)
    assert numbers(talk)[1] == "119"


def test_who_was_awaited_alarms_nobody(library: Library) -> None:
    talk = after(library, "maman elle rentre pas depuis 3 jours", "elle est là")
    assert talk.conversation.danger.level == "high"


@pytest.mark.parametrize("text", ["je fais quoi", "dois-je prévenir l'école", "c'est quoi mon plan"])
def test_the_number_stays_beside_the_plan(library: Library, text: str) -> None:
    talk = after(library, AWAY, text, role=PARENT)
    assert "116 000" in numbers(talk)
    talk.says("il fait froid dehors")
    assert "116 000" in numbers(talk)


def test_the_police_step_skips_a_dangerous_family(library: Library) -> None:
    talk = after(library, HIT, "et la police ?", role=TEACHER)
    assert "la famille peut porter plainte" not in talk.words.casefold()
    assert "Ne prévenez pas la famille" in talk.words
