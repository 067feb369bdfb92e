"""Articles are cited to who asks about the law; other questions are answered as asked, or not at all."""

import pytest

from conversations.library import Library
from tests.talk import Talk, told

INSULTS = "on m'insulte tous les soirs sur snapchat"
GROUP = "Une élève de 4e est insultée sur un groupe WhatsApp par des camarades"
TOOK_PART = "j'ai posté une vidéo pour me moquer d'un gars de ma classe"
STAFF, AUTHOR, PARENT = "Je travaille à l'école", "J'y ai participé", "Je suis parent"


def keys(talk: Talk) -> list[str]:
    return [key for say in talk.said for key in say.keys]


@pytest.mark.parametrize(
    "text",
    ["Puis-je les donner ?", "C'est quoi une conciliation ?", "c'est quoi ce fichier ?", "c'est quoi une exclusion"],
)
def test_no_article_without_asking(library: Library, text: str) -> None:
    talk = told(library, INSULTS, "depuis un mois", "oui", "ok")
    talk.says(text)
    assert keys(talk)[0] == "misunderstood.question"


@pytest.mark.parametrize("text", ["c'est illégal ?", "il peut aller en prison ?", "ils ont le droit de me filmer ?"])
def test_law_is_said_where_asked(library: Library, text: str) -> None:
    talk = told(library, INSULTS, "depuis un mois", "oui", "ok")
    talk.says(text)
    assert "help.legal.FR" in keys(talk)


@pytest.mark.parametrize(
    ("text", "role", "key"),
    [
        ("je suis puni de tel un mois", AUTHOR, "help.punished"),
        ("je dois dire le nom de celui qui a filmé ?", AUTHOR, "help.name_others"),
        ("Suis-je tenu au secret ?", STAFF, "help.secrecy.FR.teacher"),
        ("Puis-je interroger les auteurs ?", STAFF, "help.talk_to_authors.teacher"),
        ("Est-ce que je risque quelque chose si je ne dis rien ?", STAFF, "help.duty.FR.teacher"),
        ("Il a le droit ?", PARENT, "help.may_they"),
        ("On risque quoi ?", PARENT, "misunderstood.question"),
        ("je risque quoi ?", "Ça m'arrive à moi", "help.fault"),
    ],
)
def test_each_is_answered_as_asked(library: Library, text: str, role: str, key: str) -> None:
    told_by = {STAFF: GROUP, AUTHOR: TOOK_PART, PARENT: "mon fils est insulté sur snapchat"}
    talk = told(library, told_by.get(role, INSULTS), "depuis un mois", "oui", "ok", role=role)
    talk.says(text)
    assert keys(talk)[0] == key


def test_who_took_part_reads_what_they_risk(library: Library) -> None:
    talk = told(library, TOOK_PART, "la semaine dernière", "oui", "ok", role=AUTHOR)
    talk.says("je risque quoi ?")
    assert "law.by_age" in keys(talk)
