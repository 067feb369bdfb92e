"""Facts, wishes, people and platforms that a message names."""

import pytest

from tests.understanding_fixtures import read


@pytest.mark.parametrize(
    ("text", "slot", "value"),
    [
        ("j'habite à Liège", "country", "BE"),
        ("on est à lille", "country", "FR"),
        ("je suis en suisse", "country", "CH"),
        ("je suis en 2e secondaire", "country", "BE"),
        ("j'ai 13 ans", "age_band", "11_14"),
        ("im 16", "age_band", "15_17"),
        ("mon fils de 9 ans est harcelé", "age_band", "under_11"),
        ("je suis en 4e", "school_level", "college"),
        ("je suis en terminale", "school_level", "lycee"),
        ("ma fille est en CM2", "school_level", "primaire"),
        ("mon fils se fait insulter", "role", "parent"),
        ("je suis prof et un élève se fait harceler", "role", "teacher"),
        ("ça dure depuis la rentrée", "since", "depuis la rentrée"),
        ("ils m'ont insulté mardi soir", "when", "mardi soir"),
        ("je l'ai dit à personne", "adults_who_know", "nobody"),
    ],
)
def test_fact_is_kept(text: str, slot: str, value: str) -> None:
    assert read(text).facts.get(slot) == value


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("oui", "yes"),
        ("nan merci", "no"),
        ("jsp", "unsure"),
        ("stop", "ask_stop"),
        ("efface", "ask_delete_data"),
        ("humain", "ask_human"),
        ("numéros", "ask_hotline"),
        ("salut", "greeting"),
        ("merci beaucoup", "thanks"),
        ("c'est confidentiel ?", "ask_who_sees"),
        ("je veux porter plainte", "ask_legal"),
        ("j'ai des captures à envoyer", "send_evidence"),
    ],
)
def test_wish_is_read(text: str, intent: str) -> None:
    assert read(text).intent == intent


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("j'ai appelé le 3018", ("3018",)),
        ("c'est le 0800 200 000 ?", ("0800200000",)),
        ("j'ai 13 ans et 200 euros", ()),
        ("le 30/10/2026 à 18h", ()),
        ("mon numéro +33 6 12 34 56 78", ("33612345678",)),
    ],
)
def test_numbers_are_digits(text: str, numbers: tuple[str, ...]) -> None:
    assert read(text).numbers == numbers


@pytest.mark.parametrize(
    ("text", "platform"),
    [("sur snap et insta", ("snapchat", "instagram")), ("via smartschool", ("smartschool",)), ("à la récré", ())],
)
def test_platform_is_named(text: str, platform: tuple[str, ...]) -> None:
    assert read(text).platform == platform


@pytest.mark.parametrize(
    ("text", "lang"),
    [("they bully me at school", "en"), ("ik word gepest op school", "nl"), ("ils me harcèlent", "fr"), ("wesh", "fr")],
)
def test_language_is_told(text: str, lang: str) -> None:
    assert read(text).lang == lang
