"""Who may read a text: the young are addressed with « tu », adults with « vous »."""

from collections.abc import Iterator

from conversations.draft import ADULTS
from conversations.lint.style import named
from conversations.lint.subject import Subject
from conversations.steps import Variant


def needs_both(subject: Subject, key: str) -> bool:
    """Whether both a young person and an adult may read this text."""
    one = subject.style.kinds.one_register
    if any(named(key, patterns) for patterns in one.values()):
        return False
    readers = set(step_readers(subject, key)) if key.startswith("step.") else set()
    return not readers or (bool(readers & ADULTS) and bool(readers - ADULTS))


def read_by_the_young(subject: Subject, key: str) -> bool:
    """Whether someone who is not an adult may read this text."""
    if named(key, subject.style.kinds.one_register.get("vous", ())):
        return False
    readers = set(step_readers(subject, key)) if key.startswith("step.") else set()
    return not readers or bool(readers - ADULTS)


def step_readers(subject: Subject, key: str) -> Iterator[str]:
    """The roles that may read a text of a step, over all countries."""
    prefix = key.rpartition(".")[0]
    for country in subject.library.steps.countries:
        for step in subject.library.steps.for_country(country):
            if prefix == f"step.{step.key}":
                yield from set(step.roles) - _with_own_words(step.variants)
            for place, variant in enumerate(step.variants):
                if variant.name and prefix == f"step.{step.key}.{variant.name}":
                    yield from set(variant.when.roles or step.roles) - _with_own_words(step.variants[:place])


def _with_own_words(variants: tuple[Variant, ...]) -> frozenset[str]:
    """Roles that always read a variant instead: those whose condition asks for nothing but the role."""
    return frozenset(
        role for one in variants if one.name and one.when.model_fields_set == {"roles"} for role in one.when.roles
    )
