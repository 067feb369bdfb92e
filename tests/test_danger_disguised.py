"""A danger word is seen however it is typed."""

from collections.abc import Callable

import pytest

from tests.understanding_fixtures import grave, read

PHRASES = (
    "je veux mourir",
    "j'ai envie de me suicider",
    "je vais me tuer ce soir",
    "j'ai plus envie de vivre",
    "mon père me frappe tous les soirs",
    "il menace de publier mes photos intimes",
)
INVISIBLE = "\u200b"
LOOKALIKES = str.maketrans({"e": "е", "a": "а", "o": "о", "i": "і", "c": "с", "p": "р"})
DISGUISES: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "accents lost": lambda text: text.replace("é", "e").replace("è", "e"),
    "invisible letters": INVISIBLE.join,
    "look-alike letters": lambda text: text.translate(LOOKALIKES),
    "letters drawn out": lambda text: text.replace("e", "eee").replace("i", "iii"),
    "smileys between words": lambda text: text.replace(" ", " 😭 "),
    "wide spaces": lambda text: text.replace(" ", "\u00a0  "),
    "fillers": lambda text: text.replace(" ", " euh "),
    "dots between words": lambda text: text.replace(" ", "... "),
    "soft hyphens": lambda text: "\u00ad".join(text),
    "fullwidth": lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and c != "'" else c for c in text),
    "combining accents": lambda text: text.replace("u", "u\u0301"),
}


@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.parametrize("phrase", PHRASES)
def test_disguised_phrase_is_seen(phrase: str, disguise: str) -> None:
    assert grave(DISGUISES[disguise](phrase))


@pytest.mark.parametrize(
    "text",
    [
        "jveux mourrir",
        "jv mouriir jveux crevé",
        "je veux m0urir",
        "jai envi 2 me su1cider",
        "jeveuxmourir",
        "j e v e u x m o u r i r",
        "je veux rirmou",
        "je veux su*cide",
        "jpence o suicid tt le tps",
        "g envi de mourrire",
        "chui tro fatigé de vivr",
        "bghit nmout wallah",
    ],
)
def test_teenage_spelling_is_read(text: str) -> None:
    assert grave(text)


@pytest.mark.parametrize(
    "text", ["I want to kill myself", "i wanna d1e", "Ik wil niet meer leven", "i dont want to live anymore"]
)
def test_other_languages_are_seen(text: str) -> None:
    assert grave(text)


@pytest.mark.parametrize("place", [0, 250, 499])
def test_one_among_many(place: int) -> None:
    sentences = ["on a eu cours de maths puis la cantine et le bus."] * 500
    sentences[place] = "je veux mourir ce soir."
    assert grave(" ".join(sentences))


@pytest.mark.parametrize("before", [0, 1_950, 5_000, 9_900])
def test_ten_thousand_characters(before: int) -> None:
    filler = "il fait beau et on mange des frites "
    text = (filler * 300)[:before] + " j'ai avalé tous les cachets de ma mère " + (filler * 300)[: 10_000 - before]
    assert read(text).risk == "imminent"


@pytest.mark.parametrize(
    "text", ["ma sœur veut mourir", "MA SŒUR VEUT MOURIR", "mon cœur, j'en peux plus, je veux mourir"]
)
def test_joined_letters_hide_nobody(text: str) -> None:
    assert grave(text)
