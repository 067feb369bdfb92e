"""Who wants everything erased is asked what and where; nothing goes without a plain yes, and a plain yes is enough."""

import pytest

from conversations.library import Library
from tests.talk import Talk, told

INSULTS = "on m'insulte tous les soirs sur snapchat"
TOOK_PART = "j'ai posté une vidéo pour me moquer d'un gars de ma classe"


def keys(talk: Talk) -> list[str]:
    return [key for say in talk.said for key in say.keys]


@pytest.mark.parametrize(
    "text",
    [
        "je veux tout effacer",
        "jveux tt supprimer stp",
        "Merci, je voudrais tout effacer maintenant",
        "comment on efface",
    ],
)
def test_unclear_wish_is_asked_back(library: Library, text: str) -> None:
    talk = told(library, INSULTS)
    talk.says(text)
    assert keys(talk) == ["erase.which"]


@pytest.mark.parametrize("text", ["supprime tout", "Effacez tout s'il vous plaît", "efface tout ce que j'ai écrit"])
def test_order_is_confirmed_first(library: Library, text: str) -> None:
    talk = told(library, INSULTS)
    talk.says(text)
    assert keys(talk) == ["erase.ask"]


@pytest.mark.parametrize(
    "text",
    ["oui tout", "oui efface", "oui ici", "Oui, je confirme", "oui bien sûr", "ok", "d'accord", "vas-y", "efface tout"],
)
def test_plain_yes_erases(library: Library, text: str) -> None:
    talk = told(library, INSULTS, "efface tout")
    talk.says(text)
    assert talk.of("erase_case")


@pytest.mark.parametrize(
    "text",
    [
        "oui mais pas les photos",
        "oui ma mère est là",
        "oui bien sûr que non",
        "tu effaces tout ?",
        "ok merci",
        "n'efface rien",
        "il veut que j'efface tout",
        "attends",
    ],
)
def test_anything_else_keeps_all(library: Library, text: str) -> None:
    talk = told(library, INSULTS, "efface tout")
    talk.says(text)
    assert not talk.of("erase_case")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("oui", "erase.ask"),
        ("ce que j'ai dit ici", "erase.ask"),
        ("tout", "erase.ask"),
        ("ma conv insta", "erase.keep"),
    ],
)
def test_what_was_meant_is_taken(library: Library, text: str, key: str) -> None:
    talk = told(library, INSULTS, "je veux tout effacer")
    talk.says(text)
    assert keys(talk)[0] == key
    assert not talk.of("erase_case")


def test_english_yes_erases(library: Library) -> None:
    talk = told(library, "people from my class insult me every day on snapchat", "delete everything")
    talk.says("yes delete it all please")
    assert talk.of("erase_case")


def test_question_is_not_repeated(library: Library) -> None:
    talk = told(library, INSULTS, "je veux tout effacer")
    talk.says("j'ai peur")
    assert "erase.which" not in keys(talk)


def test_own_account_is_no_chat(library: Library) -> None:
    talk = told(library, TOOK_PART, role="J'y ai participé")
    talk.says("jveux suprimer le compte")
    assert talk.conversation.open_step == "author_stop_and_delete_after_proof"


@pytest.mark.parametrize("role", ["J'y ai participé", "Ça m'arrive à moi"])
def test_deleted_already_is_no_wish(library: Library, role: str) -> None:
    talk = told(library, TOOK_PART if role.startswith("J'y") else INSULTS, "depuis un mois", "oui", "ok", role=role)
    talk.says("j'ai supprimé ma story")
    assert talk.conversation.open_step == ""
    assert "help.own_post" not in keys(talk)


def test_adults_are_addressed_alike_to_the_end(library: Library) -> None:
    talk = told(library, "mon fils est insulté au collège", role="Je suis parent")
    talk.says("je veux tout effacer")
    talk.taps("Ce qui est écrit ici")
    talk.taps("Oui, tout effacer")
    assert "ouvrait vos messages" in talk.words
    assert "role" not in talk.conversation.slots
