"""What school, police or others will tell is not promised here; secrecy is said of what is written here."""

import pytest

from conversations.library import Library
from tests.talk import Talk, told

INSULTS = "on m'insulte tous les soirs sur snapchat"


def keys(talk: Talk) -> list[str]:
    return [key for say in talk.said for key in say.keys]


def asked(library: Library, text: str) -> list[str]:
    talk = told(library, INSULTS, "depuis un mois", "oui ma mère", "ok", "je sais pas trop")
    talk.says(text)
    return keys(talk)


@pytest.mark.parametrize(
    "text",
    [
        "le collège va prévenir mes parents ?",
        "si je parle au cpe mes parents seront au courant ?",
        "le prof a le droit d'appeler ma daronne ?",
        "la cpe veut appeler mes parents",
        "je veux pas que l'école prévienne mes parents",
        "si je parle à l'infirmière elle va le répéter à ma mère",
    ],
)
def test_school_decides_whom_it_tells(library: Library, text: str) -> None:
    assert asked(library, text) == ["help.school_tells"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("mes parents doivent être prévenus ?", "help.parents_know"),
        ("mes parents vont la recevoir ?", "help.parents_know"),
        ("est-ce que le harceleur va savoir que j'ai parlé", "help.will_they_know"),
        ("est-ce que la police va venir", "help.police_comes"),
        ("tu peux parler a ma maitresse ?", "help.not_for_you"),
    ],
)
def test_others_are_answered_for(library: Library, text: str, key: str) -> None:
    assert asked(library, text) == [key]


@pytest.mark.parametrize(
    "text", ["l'éducatrice a répondu qu'elle allait voir", "où est mon dossier ?", "ma mère va appeler le collège"]
)
def test_no_secrecy_is_promised_unasked(library: Library, text: str) -> None:
    assert not {"help.who_sees", "help.school_tells", "help.parents_know"} & set(asked(library, text))


@pytest.mark.parametrize(
    "text",
    [
        "qui va la lire",
        "tu vas le dire à mes parents ?",
        "mes parents peuvent voir ?",
        "est-ce que ma mère va voir ce que j'écris",
        "personne va savoir ?",
    ],
)
def test_secrecy_here_is_said(library: Library, text: str) -> None:
    assert "help.who_sees" in asked(library, text)


def test_telling_oneself_is_no_call(library: Library) -> None:
    talk = told(library, INSULTS, "depuis un mois", "oui", "mon plan")
    talk.says("comment le dire à ma mère")
    assert talk.conversation.open_step == "tell_parents_with_child"


def test_nobody_waits_for_police_in_vain(library: Library) -> None:
    talk = told(library, INSULTS, "j'ai envie de mourir")
    talk.says("la police va venir ?")
    assert "je n'appelle pas la police" in talk.words
    assert any(say.services for say in talk.said)
