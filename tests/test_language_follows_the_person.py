"""English for the young, whole; Dutch where it counts, honest about the rest; never back and forth for one word."""

import re

import pytest

from conversations.library import Library
from conversations.texts import FALLBACK
from tests.talk import Talk, settled
from tests.understanding_fixtures import read

FRENCH = re.compile(r"\b(?:est|les|des|pas|une|dans|pour|avec|tu|ton|c'est|n'est)\b")
ENGLISH = (
    ("hi can someone help me please", {}),
    ("", {"choice": "country.FR"}),
    ("", {"choice": "teen"}),
    ("people at my school insult me every day on instagram", {}),
    ("since october", {}),
    ("no", {}),
    ("how do i report it?", {}),
    ("i don't want my parents to know", {}),
    ("numbers", {}),
    ("human", {}),
    ("i want to die", {}),
    ("no", {}),
    ("what should i do", {}),
    ("erase", {}),
)


ENGLISH_PARENT = (
    ("Hello, my daughter is insulted every day in her class WhatsApp group.", {}),
    ("", {"choice": "country.FR"}),
    ("since september", {}),
    ("what should i do first?", {}),
    ("should i write to the other parents?", {}),
    ("the school does nothing", {}),
    ("my daughter says she wants to die", {}),
    ("no", {}),
    ("what can i do", {}),
)


@pytest.mark.parametrize("lines", [ENGLISH, ENGLISH_PARENT], ids=["teen", "parent"])
def test_english_stays_english(library: Library, lines: tuple[tuple[str, dict[str, str]], ...]) -> None:
    talk = Talk(library, channel="discord")
    for text, tap in lines:
        said = talk.happens("chose", question="", **tap) if tap else talk.says(text)
        names = {service.name for pack in library.directory.countries.values() for service in pack.facts.services}
        for say in said:
            words = say.text
            for name in sorted(names, key=len, reverse=True):
                words = words.replace(name, "")
            assert not FRENCH.search(words.lower()), say.text
        assert said, text


def test_a_picture_is_asked_about_in_english(library: Library) -> None:
    talk = Talk(library)
    talk.says("hello i need some help with this")
    talk.sends()
    assert "naked" in talk.words


@pytest.mark.parametrize("key", ["notice.telegram", "danger.first", "files.question", "erase.ask", "human.nobody"])
def test_both_languages_have_what_counts(library: Library, key: str) -> None:
    for lang in ("en", "nl"):
        assert key in library.texts.of(lang)


def test_slots_are_the_same_everywhere(library: Library) -> None:
    french = library.texts.of(FALLBACK)
    for lang in ("en", "nl"):
        for key, text in library.texts.of(lang).items():
            assert text.slots() <= french[key].slots(), key


def test_dutch_says_what_it_cannot(library: Library) -> None:
    talk = Talk(library)
    talk.says("ze pesten mij elke dag op snapchat")
    talk.happens("chose", choice="country.BE")
    assert "kan ik nog niet alles" in talk.words
    assert "102" in talk.words
    talk.says("ik weet niet wat ik moet doen")
    assert "102" in talk.words


def test_dutch_parents_read_no_french(library: Library) -> None:
    talk = Talk(library)
    talk.says("mijn zoon van 12 wordt gepest op school")
    talk.happens("chose", choice="country.BE")
    talk.says("hij zegt dat hij dood wil")
    read = talk.words
    for line in ("nee", "wat moet ik doen", "moet ik hem blokkeren?"):
        talk.says(line)
        read += talk.words
    assert "1813" in read
    assert not re.search(r"Restez|Éloignez|Écoutez|Gardez|Appelez", read)


def test_dutch_hears_danger(library: Library) -> None:
    talk = Talk(library)
    talk.says("ik wil dood")
    assert "112" in talk.said[0].text
    talk.happens("chose", choice="country.BE")
    assert talk.said[0].text.endswith("\n1813")


@pytest.mark.parametrize(
    ("text", "words"),
    [("nummers", "Awel 102"), ("mens", "geen mens"), ("stop", "ik stop"), ("wis alles", "wis wat ik")],
)
def test_dutch_commands_work(library: Library, text: str, words: str) -> None:
    talk = Talk(library)
    talk.says("ze pesten mij elke dag op snapchat")
    talk.happens("chose", choice="country.BE")
    talk.says(text)
    assert words in talk.words


def test_one_word_changes_no_language(library: Library) -> None:
    talk = Talk(library)
    for text in ("salut", "on m'insulte sur snapchat", "what the hell is this"):
        talk.says(text)
    assert talk.conversation.lang == "fr"
    talk.says("i really want to talk in english")
    assert talk.conversation.lang == "en"


@pytest.mark.parametrize("text", ["hallo", "hoi", "dag", "goeiedag", "spreek je nederlands?", "ik ben bang"])
def test_first_dutch_word_is_enough(library: Library, text: str) -> None:
    talk = Talk(library)
    talk.says(text)
    assert talk.conversation.lang == "nl"
    assert "kan ik nog niet alles" in talk.words


@pytest.mark.parametrize("text", ["can't", "i'm", "it's"])
def test_contractions_show_the_language(text: str) -> None:
    assert read(text).lang == "en"


def test_help_alone_stays_french(library: Library) -> None:
    talk = Talk(library)
    talk.says("help")
    assert talk.conversation.lang == "fr"


def test_greeting_binds_to_no_language(library: Library) -> None:
    talk = Talk(library)
    talk.says("hallo")
    talk.says("on m'insulte tous les jours sur snapchat")
    assert talk.conversation.lang == "fr"


def dutch(library: Library) -> Talk:
    talk = Talk(library)
    talk.says("ze pesten mij elke dag op snapchat")
    talk.happens("chose", choice="country.BE")
    return talk


def test_dutch_varies_who_listens(library: Library) -> None:
    talk = dutch(library)
    read = [talk.words]
    for line in ("al drie weken", "in de klas ook", "ze lachen mij uit", "elke dag", "mijn vriend ook"):
        talk.says(line)
        assert "Awel 102" in talk.words
        assert talk.words not in read[-2:]
        read.append(talk.words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("bedankt", "Graag gedaan"),
        ("ben je een robot", "programma"),
        ("wie ben jij", "programma"),
        ("wat kan je doen", "programma"),
        ("wat moet ik doen", "Hier is wie antwoordt"),
        ("ik ben zo bang", "Ben je nu in gevaar?"),
        ("wat is het CLB", "Vraag het aan Awel"),
        ("kan ik anoniem blijven?", "blijft in het team"),
        ("bewaar je wat ik schrijf", "Dit bewaar ik"),
        ("hoe kan ik alles wissen", "wis wat ik"),
        ("is het mijn schuld", "niet jouw schuld"),
        ("spreek je frans?", "Frans of het Engels"),
    ],
)
def test_dutch_answers_what_it_can(library: Library, text: str, words: str) -> None:
    talk = dutch(library)
    talk.says(text)
    assert words in talk.words
    assert not FRENCH.search(re.sub(r"^•.*$", "", talk.words, flags=re.MULTILINE).lower())


def test_fear_in_dutch_is_followed(library: Library) -> None:
    talk = dutch(library)
    talk.says("ik ben bang")
    talk.says("ja")
    assert "112" in talk.words
    assert talk.conversation.danger.level == "imminent"


def test_dutch_never_offers_a_plan(library: Library) -> None:
    talk = dutch(library)
    talk.says("een jongen heeft een naaktfoto van mij rondgestuurd")
    talk.says("ik woon in gent")
    labels = [choice.label for say in talk.said for choice in say.choices]
    assert "Met een mens praten" in labels
    assert "Mon plan" not in labels


@pytest.mark.parametrize(
    "text",
    [
        "tu peux parler néerlandais aussi ?",
        "tu parles anglais ?",
        "vous parlez quelles langues ?",
        "je peux parler en anglais ?",
    ],
)
def test_languages_are_named_honestly(library: Library, text: str) -> None:
    talk = settled(library)
    talk.says(text)
    assert "En néerlandais, un peu" in talk.words


def test_silence_in_english_is_pressing(library: Library) -> None:
    talk = Talk(library)
    talk.says("my friend told me she wants to kill herself")
    talk.says("she stopped answering")
    assert talk.conversation.lang == "en"
    assert talk.conversation.danger.level == "imminent"
