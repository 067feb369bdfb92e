"""The plan: the one order, red lines, refusals, rungs; for the people of the corpus and for anyone."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.packs import read_packs
from conversations.conversation import Conversation, Danger, Slot
from conversations.known import ROLES, SEVERITIES, Known, known_of
from conversations.plan import TITLES_A_PLAN, choose, protective, ranked, severity
from conversations.steps import PHASES, Steps

CORPUS = Path(__file__).parent / "data" / "corpus"
VOCABULARY = json.loads((CORPUS / "vocabularies.json").read_text(encoding="utf-8"))
PERSONAS = json.loads((CORPUS / "personas_dev.json").read_text(encoding="utf-8"))["personas"]
# What a careful reader hears in each story; the personas do not name it themselves.
KINDS = {
    "pd-02": ("sexual_exploitation",),
    "pd-05": ("suicide",),
    "pd-06": ("sexual_exploitation",),
    "pd-07": ("violence_by_others",),
    "pd-09": ("sexual_exploitation",),
}
SAFER = {"keep_evidence": {"keep_evidence_without_image"}, "tell_trusted_adult": {"tell_trusted_adult_now"}}
STEPS = Steps.from_files(read_packs(within="countries/"))
HELP_BESIDES_POLICE = {
    "tell_trusted_adult",
    "tell_trusted_adult_now",
    "call_line",
    "contact_school",
    "contact_school_or_institution",
    "listen_to_child",
    "hash_removal",
    "bystander_support",
}

situations = st.builds(
    Known,
    country=st.sampled_from(["FR", "BE", "CH", ""]),
    role=st.sampled_from([*ROLES, "unknown"]),
    topics=st.lists(st.sampled_from(VOCABULARY["topics"]), max_size=3, unique=True).map(tuple),
    platforms=st.lists(st.sampled_from(["snapchat", "sms"]), max_size=1).map(tuple),
    age_band=st.sampled_from(["", "under_11", "11_14", "15_17", "18_plus"]),
    school_level=st.sampled_from(["", "primaire", "college", "lycee", "secondaire", "superieur"]),
    risk=st.sampled_from(["none", "low", "high", "imminent"]),
    risk_kinds=st.lists(st.sampled_from(VOCABULARY["risk_kinds"]), max_size=2, unique=True).map(tuple),
    concerns=st.sampled_from(["self", "other"]),
    progress=st.dictionaries(
        st.sampled_from([step.key for step in STEPS.for_country("FR")]), st.sampled_from(["done", "refused", "not_yet"])
    ),
    days_since=st.dictionaries(st.sampled_from(["letter_head", "letter_academie", "letter_po"]), st.integers(0, 30)),
    since_days=st.none() | st.integers(0, 60),
    repeated=st.booleans(),
    adult_is_danger=st.booleans(),
    staff_is_danger=st.booleans(),
    asked=st.lists(st.sampled_from(["school_inaction", "institution"]), max_size=1).map(tuple),
)


def keys(known: Known) -> list[str]:
    return [step.key for step in choose(known, STEPS)]


def of_persona(persona: dict[str, Any]) -> Known:
    facts, age = persona["facts"], persona["age"]
    young = persona["role"] not in ("parent", "teacher")
    return Known(
        country=persona["country"],
        role=persona["role"],
        topics=tuple(facts["topics"]),
        platforms=tuple(facts.get("platforms", ())),
        age_band=("11_14" if age < 15 else "15_17") if young else "",
        risk=persona["checks"]["max_risk"],
        risk_kinds=KINDS.get(persona["id"], ()),
    )


@pytest.mark.parametrize("persona", PERSONAS, ids=lambda persona: persona["id"])
def test_persona_gets_what_they_need(persona: dict[str, Any]) -> None:
    plan = set(keys(of_persona(persona)))
    # A step whose title is a question is asked in the danger turn, and listed nowhere.
    listed = [key for key in persona["checks"]["plan_must"] if STEPS.get(key, persona["country"]).listed]
    missing = [key for key in listed if not plan & ({key} | SAFER.get(key, set()))]
    assert missing == []
    assert not plan & set(persona["checks"]["plan_must_not"])


@given(situations)
def test_plan_keeps_the_one_order(known: Known) -> None:
    plan = choose(known, STEPS)
    assert len(plan) <= TITLES_A_PLAN
    assert all(one.place < other.place for one, other in pairwise(plan))
    for step in plan:
        later = {other.key for other in plan if other.place > step.place}
        assert not later & set(step.after)


@given(situations)
def test_proof_comes_before_blocking(known: Known) -> None:
    plan = keys(known)
    for late in ("report_platform", "block_after_evidence"):
        for early in ("keep_evidence", "keep_evidence_without_image"):
            if late in plan and early in plan:
                assert plan.index(early) < plan.index(late)
    done = known.progress.get("keep_evidence") or known.progress.get("keep_evidence_without_image")
    if "block_after_evidence" in plan and not done:
        assert {"keep_evidence", "keep_evidence_without_image"} & set(plan)


@given(situations)
def test_red_has_no_mediation(known: Known) -> None:
    if severity(known, STEPS) == "red":
        assert not {"mediation_adults", "other_parents"} & set(keys(known))


@given(situations)
def test_dangerous_adults_are_left_out(known: Known) -> None:
    plan = keys(known)
    if known.adult_is_danger:
        assert not {"tell_parents_with_child", "family_informed"} & set(plan)
        for step in choose(known, STEPS):
            if step.key in ("tell_trusted_adult", "tell_trusted_adult_now"):
                assert step.text_key("title", known).endswith(".away.title")
    if known.staff_is_danger and "contact_school" in plan:
        contact = STEPS.get("contact_school", known.country)
        assert contact.text_key("how", known) == "step.contact_school.staff.how"


@given(situations)
def test_police_is_never_the_only_way(known: Known) -> None:
    plan = set(keys(known))
    if (
        "complaint_police" in plan
        and "refused" not in known.progress.values()
        and "done" not in known.progress.values()
    ):
        assert plan & HELP_BESIDES_POLICE


@given(situations)
def test_intimate_image_is_never_copied(known: Known) -> None:
    intimate = {"intimate_image", "deepfake", "sextortion_blackmail"} & set(known.topics) and known.role != "author"
    if intimate and known.progress.get("keep_evidence_without_image") is None:
        assert "keep_evidence" not in keys(known)


@given(situations)
def test_refused_and_done_are_left_out(known: Known) -> None:
    plan = keys(known)
    assert not [key for key in plan if known.progress.get(key) in ("refused", "done")]


@given(situations)
def test_letters_wait_for_their_turn(known: Known) -> None:
    plan = keys(known)
    if "school_inaction" not in known.asked and known.days_since.get("letter_head", -1) < 7:
        assert not {"letter_academie", "letter_po"} & set(plan)


def test_letter_opens_after_a_week() -> None:
    waiting = Known(country="FR", role="parent", progress={"letter_head": "done"}, days_since={"letter_head": 6})
    moved = Known(country="FR", role="parent", progress={"letter_head": "done"}, days_since={"letter_head": 7})
    assert "letter_academie" not in keys(waiting)
    assert "letter_academie" in keys(moved)
    belgian = Known(country="BE", role="parent", progress={"letter_head": "done"}, days_since={"letter_head": 7})
    assert "letter_po" in keys(belgian)


def test_refusal_brings_something_else() -> None:
    insulted = Known(country="FR", role="teen", topics=("insults",), platforms=("snapchat",))
    assert "contact_school_written" not in keys(insulted)
    assert "contact_school_written" in keys(replace(insulted, progress={"contact_school": "refused"}))
    parents = Known(country="FR", role="teen", progress={"tell_parents_with_child": "refused"})
    assert "tell_trusted_adult" in keys(parents)


def test_story_that_changes_changes_the_plan() -> None:
    before = keys(Known(country="FR", role="teen", topics=("insults",)))
    after = keys(Known(country="FR", role="teen", topics=("insults", "sextortion_blackmail")))
    assert "stop_paying" not in before
    assert after[:2] == ["stop_paying", "dont_send_more"]


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (Known(topics=("insults",)), "yellow"),
        (Known(topics=("insults",), age_band="under_11"), "orange"),
        (Known(topics=("insults",), since_days=14), "orange"),
        (Known(topics=("insults",), since_days=13), "yellow"),
        (Known(topics=("insults",), repeated=True), "orange"),
        (Known(topics=("raid",)), "orange"),
        (Known(topics=("fake_account",)), "orange"),
        (Known(topics=("school_refusal",), age_band="under_11"), "red"),
        (Known(topics=("sextortion_blackmail",)), "red"),
        (Known(topics=("intimate_image",)), "red"),
        (Known(topics=("sexual_solicitation_by_adult",)), "red"),
        (Known(topics=("doxxing",)), "red"),
        (Known(topics=("physical_violence",)), "red"),
        (Known(staff_is_danger=True), "red"),
        (Known(risk="high"), "red"),
        (Known(risk="low"), "yellow"),
    ],
)
def test_severity_follows_procedures(known: Known, expected: str) -> None:
    assert severity(known, STEPS) == expected


@given(situations)
def test_severity_never_falls_with_age(known: Known) -> None:
    child = severity(replace(known, age_band="under_11"), STEPS)
    assert SEVERITIES.index(child) >= SEVERITIES.index(severity(replace(known, age_band="15_17"), STEPS))


def test_first_steps_protect() -> None:
    known = Known(country="FR", role="teen", topics=("sextortion_blackmail",), risk="imminent")
    assert [step.key for step in protective(ranked(known, STEPS))] == [
        "stop_paying",
        "dont_send_more",
        "keep_evidence_without_image",
    ]


def test_phases_are_the_rule() -> None:
    order = ["safe", "keep", "no_reply", "adult", "report", "block", "line", "school", "complaint"]
    assert [phase for phase in PHASES if phase in order] == order


def test_known_comes_from_the_conversation() -> None:
    conversation = Conversation(
        id="c",
        channel="web",
        slots={"country": Slot(value="BE"), "role": Slot(value="parent"), "since": Slot(value="2026-11-01")},
        topics=("insults",),
        danger=Danger(level="high", kinds=("danger_at_home",)),
        steps={"keep_evidence": "done"},
    )
    known = known_of(conversation, datetime(2026, 11, 20, tzinfo=UTC))
    assert (known.country, known.role, known.since_days, known.adult_is_danger) == ("BE", "parent", 19, True)
    assert known.progress == {"keep_evidence": "done"}
