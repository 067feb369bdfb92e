"""Steps as data: every key of the vocabulary, words for everyone who reads them, ids that exist, faults refused."""

import json
import re
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from bot.packs import read_packs
from conversations.directory import Directory
from conversations.errors import ContentError
from conversations.known import ROLES, Known
from conversations.law import Law
from conversations.plan import choose
from conversations.school import School
from conversations.steps import Step, Steps
from conversations.texts import Catalogue

VOCABULARY = json.loads((Path(__file__).parent / "data" / "corpus" / "vocabularies.json").read_text(encoding="utf-8"))
FILES = read_packs()
STEPS = Steps.from_files(FILES)
TEXTS = Catalogue.from_files(FILES)
LEVELS = ("", "primaire", "college", "lycee", "secondaire", "superieur")
ADULTS = ("parent", "teacher")
COUNTRIES = ("FR", "BE")
PLAN_CHARACTERS = 600


def read_by(step: Step) -> list[tuple[str, Known]]:
    """Everyone who may read a step: register and situation, each variant at least once."""
    situations = [
        Known(role=role, adult_is_danger=home, staff_is_danger=school, concerns=concerns, country=country)  # type: ignore[arg-type]
        for role, home, school, concerns, country in product(
            step.roles, (False, True), (False, True), ("self", "other"), COUNTRIES
        )
    ]
    return [("vous" if known.role in ADULTS else "tu", known) for known in situations]


def test_every_key_of_the_vocabulary_exists() -> None:
    known = {step.key for country in COUNTRIES for step in STEPS.for_country(country)}
    assert set(VOCABULARY["steps"]) <= known


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_step_has_its_words(country: str) -> None:
    for step in STEPS.for_country(country):
        for register, known in read_by(step):
            for part in ("title", "why", "how"):
                key = step.text_key(part, known)
                for level in LEVELS:
                    text = TEXTS.render(key, "fr", register, STEPS.school.words(country, level))
                    assert len(text) <= (40 if part == "title" else 300), key


@pytest.mark.parametrize("country", COUNTRIES)
def test_young_people_read_english(country: str) -> None:
    english = TEXTS.of("en")
    for step in STEPS.for_country(country):
        young = [known for register, known in read_by(step) if register == "tu" and known.country == country]
        keys = {step.text_key(part, known) for known in young for part in ("title", "why", "how")}
        assert keys <= set(english)
        for key in keys:
            text = TEXTS.render(key, "en", "tu", STEPS.school.words(country, "", "en"))
            assert len(text) <= (40 if key.endswith(".title") else 300), key


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("register", ["tu", "vous"])
def test_titles_differ_and_fit(country: str, register: str) -> None:
    role = "parent" if register == "vous" else "teen"
    steps = [step for step in STEPS.for_country(country) if role in step.roles]
    titles = [TEXTS.render(step.text_key("title", Known(role=role)), "fr", register) for step in steps]
    assert len(set(titles)) == len(titles)
    assert sum(sorted((len(title) + 5 for title in titles), reverse=True)[:8]) <= PLAN_CHARACTERS - 150


def test_no_number_stands_in_words() -> None:
    forms = [
        form for key, text in TEXTS.of("fr").items() if re.match(r"step\.\w+\.", key) for form in text.forms.values()
    ]
    assert len(forms) > 200
    assert [form for form in forms if re.search(r"\d", form)] == []


def test_ids_exist_and_may_be_shown() -> None:
    directory, law = Directory.from_files(FILES), Law.from_files(FILES)
    for country in (*COUNTRIES, ""):
        for step in STEPS.for_country(country):
            services = [*step.services, *(one for variant in step.variants for one in variant.services)]
            assert all(directory.get(one).shown for one in services), step.key
            assert [law.get(rule).id for rule in step.rests_on] == list(step.rests_on)


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_step_is_reached(country: str) -> None:
    kinds, topics = (("",), *((kind,) for kind in VOCABULARY["risk_kinds"])), VOCABULARY["topics"]
    reached: set[str] = set()
    for role, topic, kind, risk, other in product(
        ROLES, topics, kinds, ("none", "high", "imminent"), ("self", "other")
    ):
        known = Known(
            country=country,
            role=role,
            topics=(topic,),
            risk_kinds=kind,
            risk=risk,  # type: ignore[arg-type]
            concerns=other,  # type: ignore[arg-type]
            age_band="15_17",
            since_days=30,
            adult_is_danger="danger_at_home" in kind,
            days_since={"letter_head": 30, "letter_academie": 30, "letter_po": 30},
            asked=("institution", "meets"),
        )
        reached |= {step.key for step in choose(known, STEPS, limit=99)}
        if role == "parent":
            theirs = replace(known, asked=("child_is_author",))
            reached |= {step.key for step in choose(theirs, STEPS, limit=99)}
        if topic == "insults" and not kind[0]:
            calm = Known(country=country, role=role, topics=(topic,))
            reached |= {step.key for step in choose(calm, STEPS, limit=99)}
    assert {step.key for step in STEPS.for_country(country) if step.listed} == reached


def test_school_words_follow_country_and_level() -> None:
    assert "principal" in STEPS.school.words("FR", "college")["head"]
    assert "proviseur" in STEPS.school.words("FR", "lycee")["head"]
    assert STEPS.school.words("BE")["care"] == "le centre PMS"
    assert STEPS.school.words("CH") == STEPS.school.words("")
    assert STEPS.school.words("FR", "college", "nl") == STEPS.school.words("FR", "college")


def test_country_without_steps_gets_the_shared() -> None:
    assert [step.key for step in STEPS.for_country("CH")] == [step.key for step in STEPS.for_country("")]
    assert not STEPS.has("pms", "FR")
    assert STEPS.has("pms", "BE")
    with pytest.raises(ContentError, match="step_unknown"):
        STEPS.get("letter_academie", "BE")


SHARED = "countries/int/steps.yaml"
BAD = {
    "an unknown role": (SHARED, "roles: [teen, parent, witness, author, teacher]", "roles: [teen, grandmother]"),
    "an unknown key": (SHARED, "importance: must", "importence: must"),
    "a wrong importance": (SHARED, "importance: must", "importance: very"),
    "an unknown phase": (SHARED, "phase: keep", "phase: keeping"),
    "an unknown group": (SHARED, '"@violence"', '"@violance"'),
    "an empty condition": (SHARED, '{topics: ["@money"]}', "{}"),
    "a cycle": (SHARED, "after: [author_stop_and_delete_after_proof]", "after: [author_repair]"),
    "something before its reason": (SHARED, "after: [contact_school]", "after: [deindex]"),
    "a step after none": (SHARED, "after: [contact_school]", "after: [contact_scool]"),
    "an unknown substitute": (SHARED, "instead: [call_line, contact_school]", "instead: [call_lines]"),
    "an unknown rung": ("countries/fr/steps.yaml", "of: letter_head", "of: letter_heads"),
    "a negative delay": ("countries/fr/steps.yaml", "days: 7", "days: -7"),
    "a step taken over that is not there": ("countries/be/steps.yaml", "use: all", "use: [keep_evidences]"),
    "a kind of service": (SHARED, "need: cyberbullying", "need: cyberbulling"),
    "a severity": ("countries/int/severity.yaml", "orange:", "amber:"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_steps_are_refused(name: str) -> None:
    path, old, new = BAD[name]
    assert old in FILES[path]
    with pytest.raises(ContentError):
        Steps.from_files({**FILES, path: FILES[path].replace(old, new, 1)})


def test_error_names_the_step() -> None:
    text = FILES[SHARED].replace("phase: keep\n", "phase: keeping\n", 1)
    with pytest.raises(ContentError) as caught:
        Steps.from_files({**FILES, SHARED: text})
    assert caught.value.ids["file"] == SHARED
    assert caught.value.ids["place"] == "steps.keep_evidence.phase"


def test_school_words_must_be_known() -> None:
    path = "countries/fr/school.yaml"
    with pytest.raises(ContentError, match="school_word_unknown"):
        School.from_files({path: FILES[path].replace("place: le lycée", "plaice: le lycée")})
    with pytest.raises(ContentError, match="school_words_missing"):
        School.from_files({path: "version: 1\nwords: {fr: {college: {head: x}}}"})


@pytest.mark.parametrize("country", COUNTRIES)
def test_teachers_have_pupils_only(country: str) -> None:
    for step in STEPS.for_role(country, "teacher"):
        for kinds in ((), ("suicide",), ("violence_by_others",), ("danger_at_home",)):
            known = Known(country=country, role="teacher", risk_kinds=kinds)
            keys = [step.text_key(part, known) for part in ("title", "why", "how", "say")]
            texts = [
                TEXTS.render(key, "fr", "vous", STEPS.school.words(country, "")) for key in keys if TEXTS.has(key, "fr")
            ]
            assert not [text for text in texts if "votre enfant" in text.lower()]
