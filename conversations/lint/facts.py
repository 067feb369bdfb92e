"""Facts: services, rules of law, platforms. Each is dated, each service can be found, nothing unpublished is shown."""

from collections.abc import Iterator
from datetime import UTC, datetime, time

from conversations.directory import AUDIENCES
from conversations.lint.rule import Rule, Spot
from conversations.lint.slots import services
from conversations.lint.subject import Subject
from conversations.services import Service


def fact_age(subject: Subject) -> Iterator[Spot]:
    """SAF-07: more than so many days without a look, and it is flagged."""
    most = subject.style.limits.days_a_fact_holds
    for fact in subject.facts:
        age = (subject.as_of - fact.day).days if fact.day else 0
        if age > most:
            yield Spot(fact.file, fact.id, f"looked at on {fact.dated}, {age} days ago, {most} at most; check it again")


def fact_undated(subject: Subject) -> Iterator[Spot]:
    for fact in subject.facts:
        if fact.day is None:
            message = f"« {fact.dated} » is no date; compiled_on at the top, or checked_on, was forgotten"
            yield Spot(fact.file, fact.id, message)


def fact_of_tomorrow(subject: Subject) -> Iterator[Spot]:
    """A date after the one the packs are judged by was typed wrong."""
    for fact in subject.facts:
        if fact.day and fact.day > subject.as_of:
            yield Spot(fact.file, fact.id, f"looked at on {fact.dated}, which is still to come")


def service_unreachable(subject: Subject) -> Iterator[Spot]:
    """Every service that may be shown is found by some need and audience of some country."""
    at = datetime.combine(subject.as_of, time(12), tzinfo=UTC)
    for code, pack in subject.library.directory.countries.items():
        for service in pack.facts.services:
            if service.shown and not _found(subject, code, service, at):
                message = "published, but no need and no audience finds it; kinds, audience or languages"
                yield Spot(f"{pack.folder}/services.toml", service.id, message)


def source_empty(subject: Subject) -> Iterator[Spot]:
    for pack in subject.library.directory.countries.values():
        for service in pack.facts.services:
            for source in service.sources:
                if service.shown and not (source.url.strip() and source.what.strip()):
                    yield Spot(f"{pack.folder}/services.toml", service.id, "a source lacks its url or what it says")


def service_not_shown(subject: Subject) -> Iterator[Spot]:
    """A step names only services that may be shown."""
    known = {service.id: service for service in services(subject.library)}
    for code in subject.library.steps.countries:
        for step in subject.library.steps.for_country(code):
            for one in (*step.services, *(one for variant in step.variants for one in variant.services)):
                if one in known and not known[one].shown:
                    message = f"names {one}, which may not be shown; publish it once checked, or name another"
                    yield Spot(f"countries/{code.lower()}/steps.yaml", step.key, message)


def _found(subject: Subject, code: str, service: Service, at: datetime) -> bool:
    directory = subject.library.directory
    reading = [code, *(other for other, pack in directory.countries.items() if code in pack.file.also)]
    for country in reading:
        for need in service.kinds:
            for audience in AUDIENCES:
                langs = dict.fromkeys(["fr", *directory.country(country).file.languages])
                if any(_shows(subject, country, need, audience, lang, service, at) for lang in langs):
                    return True
    return False


def _shows(subject: Subject, country: str, need: str, audience: str, lang: str, service: Service, at: datetime) -> bool:
    found = subject.library.directory.services(country, need, audience, at, lang)
    return any(one.service.id == service.id for one in found)


RULES = (
    Rule("fact_age", "every fact was looked at within 90 days", fact_age),
    Rule("fact_undated", "every fact has a date", fact_undated),
    Rule("fact_of_tomorrow", "no fact has a date to come", fact_of_tomorrow),
    Rule("service_unreachable", "every published service can be found", service_unreachable),
    Rule("source_empty", "every source has an address and what it says", source_empty),
    Rule("service_not_shown", "nothing unpublished is shown", service_not_shown),
)
