"""Steps: every one has its words, rests on what exists, and the order saves before it blocks (SAF-13)."""

from collections.abc import Iterator

from conversations.lint.rule import Rule, Spot
from conversations.lint.slots import services
from conversations.lint.subject import Subject
from conversations.steps import Step
from conversations.texts import FALLBACK

NEEDED = ("title", "why")
# What is said first in danger stands in the program by these names.
NAMED = ("check_safety_now", "tell_trusted_adult_now")
# Mediation and talks between parents, which are never for a red case (procedures §6).
AMICABLE = ("mediation_adults", "other_parents")


def step_words(subject: Subject) -> Iterator[Spot]:
    for code, step in _each(subject):
        for prefix in step.text_prefixes():
            for part in NEEDED:
                if not subject.library.texts.has(f"{prefix}.{part}", FALLBACK):
                    message = f"no text is called {prefix}.{part}; a step is shown by its title and says why"
                    yield Spot(_file(code), step.key, message)


def step_rests_on(subject: Subject) -> Iterator[Spot]:
    known = {rule.id for file in subject.law.by_country.values() for rule in file.rules}
    for code, step in _each(subject):
        for rule in step.rests_on:
            if rule not in known:
                yield Spot(_file(code), step.key, f"rests on {rule}, which no law file has; renamed or forgotten")


def step_service(subject: Subject) -> Iterator[Spot]:
    known = {service.id for service in services(subject.library)}
    for code, step in _each(subject):
        for one in (*step.services, *(one for variant in step.variants for one in variant.services)):
            if one not in known:
                yield Spot(_file(code), step.key, f"names {one}, which no services file has; renamed or forgotten")


def step_unknown(subject: Subject) -> Iterator[Spot]:
    """Steps that are said first in danger exist in every country."""
    steps = subject.library.steps
    for key in NAMED:
        for code in steps.countries:
            if not steps.has(key, code):
                yield Spot(
                    _file(code), key, "said first in danger, but this country has no such step; `without` too wide"
                )


def keep_before_block(subject: Subject) -> Iterator[Spot]:
    """A step that reports or blocks comes after one that keeps, and says so."""
    for code in subject.library.steps.countries:
        steps = {step.key: step for step in subject.library.steps.for_country(code)}
        for step in steps.values():
            if step.phase == "block" and step.order <= _first_order(steps, "block"):
                earlier = [steps[key] for key in step.after if key in steps]
                if not any(one.phase == "keep" for one in earlier):
                    message = "blocks without « after » a step that keeps; keep_evidence was forgotten"
                    yield Spot(_file(code), step.key, message)


def amicable_on_red(subject: Subject) -> Iterator[Spot]:
    for code, step in _each(subject):
        if step.key in AMICABLE and not any("red" in condition.severity for condition in step.never):
            yield Spot(_file(code), step.key, "may be shown on a red case; a `never` with severity red is missing")


def refused_without_other(subject: Subject) -> Iterator[Spot]:
    """Where a step names a person, refusing it must not end the way: another is offered."""
    for code, step in _each(subject):
        if step.key == "tell_trusted_adult" and not step.instead:
            yield Spot(_file(code), step.key, "nothing is offered when it is refused; `instead` was forgotten")


def _each(subject: Subject) -> Iterator[tuple[str, Step]]:
    for code in subject.library.steps.countries:
        yield from ((code, step) for step in subject.library.steps.for_country(code))


def _first_order(steps: dict[str, Step], phase: str) -> int:
    return min(step.order for step in steps.values() if step.phase == phase)


def _file(code: str) -> str:
    return f"countries/{code.lower()}/steps.yaml"


RULES = (
    Rule("step_words", "every step has a title and says why", step_words),
    Rule("step_rests_on", "every step rests on rules that exist", step_rests_on),
    Rule("step_service", "every step names services that exist", step_service),
    Rule("step_unknown", "steps named elsewhere exist in every country", step_unknown),
    Rule("keep_before_block", "keep before block", keep_before_block),
    Rule("amicable_on_red", "no mediation on red cases", amicable_on_red),
    Rule("refused_without_other", "something else is offered when an adult is refused", refused_without_other),
)
