"""What has changed since the story has a line of its own; what is unsaid has none."""

import pytest

from conversations.library import Library
from tests.talk import Talk, told

INSULTS = "on m'insulte tous les soirs sur snapchat"


def news(talk: Talk) -> list[str]:
    return [node for node in talk.conversation.said if node.startswith("lately.")]


def with_plan(library: Library, role: str = "Ça m'arrive à moi") -> Talk:
    return told(library, INSULTS, "depuis 3 semaines", "non", role=role)


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("g montré a maman", "told"),
        ("mes parents sont au courant", "told"),
        ("je vais parler à ma mère", "will_tell"),
        ("la cpe va les convoquer", "school_acts"),
        ("l'éducatrice a répondu qu'elle allait voir", "school_acts"),
        ("ils ont été exclus deux jours", "punished"),
        ("le cpe m'a convoqué demain", "summoned"),
        ("j'ai eu le rendez-vous", "met"),
        ("le directeur a dit que c'est pas son problème", "refused"),
        ("L'école n'a pas répondu", "silent"),
        ("elle m'a demandé pardon", "apology"),
        ("j'ai reçu une lettre d'excuses", "apology"),
        ("c'est pire depuis que j'ai parlé", "worse"),
        ("on m'appelle la balance maintenant", "worse"),
        ("elle a dit mon nom, tout le monde m'a regardée", "exposed"),
        ("mtn c moi qui passe pour la méchante", "blamed"),
        ("il veut appeler mes parents mais ils savent pas que jsuis gay", "outed"),
        ("mtn ils me parlent plus", "avoided"),
        ("elle a arrêté de me parler", "avoided"),
        ("ils ont arrêté", "stopped"),
        ("je suis contente", "better"),
    ],
)
def test_each_kind_has_its_line(library: Library, text: str, node: str) -> None:
    talk = with_plan(library)
    talk.says(text)
    assert news(talk) == [f"lately.{node}"]


@pytest.mark.parametrize(
    "text",
    [
        "ils s'excusent jamais",
        "je suis pas contente",
        "ils arrêtent pas",
        "j'ai pas parlé à ma mère",
        "j'en ai parlé à personne",
        "ils m'ont exclue du groupe",
        "si le cpe les convoque",
        "est-ce que le cpe va les convoquer ?",
        "j'ai rdv chez le dentiste lundi",
        "le prof m'a dit d'aller voir la cpe",
        "c'est moi qui ai appelé le cpe",
    ],
)
def test_what_is_unsaid_is_no_news(library: Library, text: str) -> None:
    talk = with_plan(library)
    talk.says(text)
    assert news(talk) == []


def test_danger_comes_before_news(library: Library) -> None:
    talk = with_plan(library)
    talk.says("j'ai envie de mourir")
    talk.says("ils se sont excusés")
    assert news(talk) == []


def test_the_same_news_is_old(library: Library) -> None:
    talk = with_plan(library)
    talk.says("ils se sont excusés")
    first = talk.words
    talk.says("ils se sont excusés")
    assert talk.words != first


def test_who_took_part_made_the_apology(library: Library) -> None:
    talk = told(library, "j'ai insulté un gars de ma classe sur snap", "hier", "non", role="J'y ai participé")
    talk.says("je me suis excusé")
    assert news(talk) == ["lately.apologised"]
