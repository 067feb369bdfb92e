"""Thanks and greetings are answered as such; what is asked or told with them is not lost."""

import pytest

from conversations.library import Library
from tests.talk import Talk, told

INSULTS = "on m'insulte tous les soirs sur snapchat"


def keys(talk: Talk) -> list[str]:
    return [key for say in talk.said for key in say.keys]


def after(library: Library, text: str) -> list[str]:
    talk = told(library, INSULTS, "depuis un mois", "oui ma mère", "ok", "je sais pas trop")
    talk.says(text)
    return keys(talk)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("merci tu me donnes le plan ?", "plan.intro"),
        ("merci et après ?", "plan.more"),
        ("merci mais c'est quoi le pms", "help.word_pms"),
        ("ok merci, et si l'école fait rien ?", "help.if_dismissed"),
        ("merci mais ça m'aide pas", "help.complaint"),
        ("salut, efface tout", "erase.ask"),
        ("hello j'ai peur", "help.fear"),
        ("merci ça va mieux", "lately.better"),
        ("merci je vais en parler à ma mère", "lately.will_tell"),
    ],
)
def test_what_follows_is_answered(library: Library, text: str, key: str) -> None:
    assert key in after(library, text)


@pytest.mark.parametrize(
    "text",
    [
        "merci beaucoup",
        "merci pour ton aide",
        "merci tu m'as aidé",
        "merci tu m'as beaucoup aidé",
        "Merci pour tout ce que vous faites",
        "merci bonne nuit",
    ],
)
def test_thanks_stay_thanks(library: Library, text: str) -> None:
    assert after(library, text) == ["help.thanks"]


@pytest.mark.parametrize("text", ["salut", "bonjour madame", "salut ça va ?", "coucou c'est encore moi"])
def test_greeting_is_returned(library: Library, text: str) -> None:
    assert after(library, text) == ["help.hello"]


@pytest.mark.parametrize(
    "text", ["Bonjour, l'école n'a pas répondu", "Bonjour, les parents sont venus, très en colère"]
)
def test_news_after_a_greeting_is_heard(library: Library, text: str) -> None:
    assert "help.hello" not in after(library, text)


def test_who_says_who_they_are_told_nothing_yet(library: Library) -> None:
    talk = Talk(library)
    talk.says("Bonjour, je suis éducateur dans une école secondaire")
    assert not talk.conversation.told


def test_danger_after_thanks_is_heard(library: Library) -> None:
    assert "danger.first" in after(library, "merci mais je veux mourir")


def test_not_helped_is_not_thanked(library: Library) -> None:
    assert library.understanding.read("ça m'aide pas").intent != "thanks"
