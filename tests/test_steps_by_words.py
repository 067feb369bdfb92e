"""The plan, what comes next and each step are had by the words people use for them, and marked by them."""

import pytest

from conversations.library import Library
from tests.talk import Talk, told

INSULTS = "on m'insulte tous les soirs sur snapchat"
ENGLISH = ("people from my class bully me on instagram, i live in France, it happens to me", "for a month", "no", "ok")


def keys(talk: Talk) -> list[str]:
    return [key for say in talk.said for key in say.keys]


def planned(library: Library, *lines: str) -> Talk:
    return told(library, INSULTS, "depuis un mois", "oui ma mère", "mon plan", *lines)


@pytest.mark.parametrize(
    "text",
    [
        "le plan stp",
        "plan",
        "j'ai dit le plan",
        "c quoi la suite",
        "il me reste quoi comme etapes",
        "j'en suis où",
        "récap de ce que j'ai fait",
        "quelles étapes j'ai pas faites",
        "merci tu me donnes le plan ?",
        "l'étape suivante",
    ],
)
def test_plan_is_shown_again(library: Library, text: str) -> None:
    talk = planned(library, "ok")
    talk.says(text)
    assert "plan.intro" in keys(talk)


@pytest.mark.parametrize(
    "text", ["je veux pas de plan", "il a un plan pour me piéger", "j'en suis malade", "on me suit"]
)
def test_other_words_show_no_plan(library: Library, text: str) -> None:
    talk = planned(library, "ok")
    talk.says(text)
    assert "plan.intro" not in keys(talk)


@pytest.mark.parametrize(
    "text", ["la 3", "numéro 3", "c'est quoi l'étape 3", "montre moi la 3", "comment je fais la 3"]
)
@pytest.mark.parametrize("before", ["ok", "2"])
def test_number_opens_its_step(library: Library, text: str, before: str) -> None:
    talk = planned(library)
    step = talk.conversation.plan[2]
    talk.says(before)
    talk.says(text)
    assert talk.conversation.open_step == step


@pytest.mark.parametrize("text", ["ils sont 3", "ça fait 3 mois", "le 3 novembre", "il m'a envoyé 3 messages"])
def test_other_numbers_open_nothing(library: Library, text: str) -> None:
    talk = planned(library, "ok")
    talk.says(text)
    assert talk.conversation.open_step == ""


@pytest.mark.parametrize(
    ("text", "progress"),
    [
        ("la 2 c fait", "done"),
        ("la 2 aussi c'est fait", "done"),
        ("non la 2 je veux pas", "refused"),
        ("la 2 plus tard", "not_yet"),
    ],
)
def test_step_is_marked_by_its_number(library: Library, text: str, progress: str) -> None:
    talk = planned(library)
    step = talk.conversation.plan[1]
    talk.says(text)
    assert talk.conversation.steps == {step: progress}


@pytest.mark.parametrize(
    ("text", "progress"),
    [
        ("fini", "done"),
        ("c déjà fait", "done"),
        ("c'est fait aussi", "done"),
        ("c mort", "refused"),
        ("je veux pas faire ça", "refused"),
        ("c'est pas fait", "not_yet"),
        ("pas tout de suite", "not_yet"),
    ],
)
def test_open_step_is_marked(library: Library, text: str, progress: str) -> None:
    talk = planned(library, "2")
    talk.says(text)
    assert list(talk.conversation.steps.values()) == [progress]


@pytest.mark.parametrize(
    "text", ["c'est fini entre nous", "il a fait pareil", "je peux pas parler", "c'est fait exprès"]
)
def test_other_words_mark_nothing(library: Library, text: str) -> None:
    talk = planned(library, "2")
    talk.says(text)
    assert not talk.conversation.steps


def test_not_daring_is_no_refusal(library: Library) -> None:
    talk = planned(library, "2")
    talk.says("j'ose pas")
    assert keys(talk) == ["help.dare_not"]


@pytest.mark.parametrize(("text", "progress"), [("i don't want to", "refused"), ("later", "not_yet"), ("done", "done")])
def test_english_step_is_marked(library: Library, text: str, progress: str) -> None:
    talk = told(library, *ENGLISH, "my plan", "2")
    talk.says(text)
    assert list(talk.conversation.steps.values()) == [progress]


@pytest.mark.parametrize("text", ["what's next", "plan", "the plan please"])
def test_english_plan_is_shown(library: Library, text: str) -> None:
    talk = told(library, *ENGLISH)
    talk.says(text)
    assert "plan.intro" in keys(talk)


def test_letter_is_had_by_its_number(library: Library) -> None:
    talk = planned(library, "lettre")
    talk.says("la 2")
    assert talk.conversation.letter is not None
