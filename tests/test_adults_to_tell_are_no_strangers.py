"""The adult who is told, and the school that asks for proof, are no adult who solicits."""

import pytest

from conversations.library import Library
from tests.talk import Talk, told

NO_STRANGER = [
    "Un adulte ? Non",
    "prévenir un adulte non",
    "j'ai prévenu un adulte",
    "le cpe m'a demandé de lui envoyer les photos",
    "La directrice m'a demandé des photos des messages",
    "elle me demande d'attendre",
    "elle me demande de lui envoyer les captures",
]
STRANGER = [
    "un adulte me demande des photos",
    "mon prof me demande des photos de moi",
    "le cpe m'a demandé de lui envoyer des photos de moi sur snap",
    "un adulte m'écrit en secret",
]
STORY = ("on me harcèle sur insta, des gens de ma classe", "depuis un mois", "non")
TOPIC = "sexual_solicitation_by_adult"


def after(library: Library, text: str) -> Talk:
    talk = told(library, *STORY)
    talk.says(text)
    return talk


@pytest.mark.parametrize("text", NO_STRANGER)
def test_who_is_told_is_no_stranger(library: Library, text: str) -> None:
    talk = after(library, text)
    assert TOPIC not in talk.conversation.topics
    assert "Arrête le contact" not in talk.words


@pytest.mark.parametrize("text", STRANGER)
def test_strangers_are_seen(library: Library, text: str) -> None:
    talk = after(library, text)
    assert TOPIC in talk.conversation.topics or talk.conversation.danger.level in ("high", "imminent")
