"""Letters: each has its words and every element the procedures ask for, and cites only what the law files say."""

import re
from collections.abc import Iterator

from conversations.letters import LetterPart, LetterSpec
from conversations.lint.rule import Rule, Spot
from conversations.lint.subject import Subject
from conversations.texts import FALLBACK

FRAME = ("title", "to", "subject")
_NUMBER = re.compile(r"\d+(?:[-/]\d+)*")


def letter_text(subject: Subject) -> Iterator[Spot]:
    has = subject.library.texts.has
    for country, key, spec in _each(subject):
        for text in _needed(country, key, spec):
            if not has(text, FALLBACK) and not has(f"{text}.{country.lower()}", FALLBACK):
                yield Spot(_file(country), key, f"no text is called {text}; a letter says every part of it")


def letter_required(subject: Subject) -> Iterator[Spot]:
    for country, key, spec in _each(subject):
        for element in spec.required:
            if element not in spec.held:
                yield Spot(
                    _file(country), key, f"nothing holds {element}, which row {spec.row} asks for; `holds` forgotten"
                )


def letter_ground(subject: Subject) -> Iterator[Spot]:
    """A letter cites a rule by its article; no number in it may differ from the law file's."""
    rules = {rule.id: rule for file in subject.law.by_country.values() for rule in file.rules}
    for country, key, spec in _each(subject):
        for ground in spec.grounds:
            if ground not in rules:
                yield Spot(_file(country), key, f"cites {ground}, which no law file has; renamed or forgotten")
                continue
            said = subject.library.texts.of(FALLBACK).get(f"letter.ground.{ground}")
            known = set(_NUMBER.findall(f"{rules[ground].article} {rules[ground].created_by}"))
            parts = known | {part for number in known for part in re.split("[-/]", number)}
            for form in said.forms.values() if said else ():
                for number in _NUMBER.findall(form):
                    if number not in parts:
                        yield Spot(
                            said.file if said else "", f"letter.ground.{ground}", f"{number} is not in that rule"
                        )


def letter_step(subject: Subject) -> Iterator[Spot]:
    for country, key, spec in _each(subject):
        for step in (*([spec.step] if spec.step else []), *spec.steps):
            if not subject.library.steps.has(step, country):
                yield Spot(_file(country), key, f"belongs to the step {step}, which this country has not")


def texts_of_letters(subject: Subject) -> set[str]:
    """Every key that a letter may say."""
    keys: set[str] = set()
    for country, key, spec in _each(subject):
        needed = (*_needed(country, key, spec), *(f"letter.{key}.{name}.none" for name in spec.parts))
        keys.update(needed, (f"{text}.{country.lower()}" for text in needed))
        keys.update(f"letter.{key}.{part}" for part in ("opening", "closing"))
    return keys


def _needed(country: str, key: str, spec: LetterSpec) -> Iterator[str]:
    yield from (f"letter.{key}.{part}" for part in FRAME)
    yield from (f"letter.{key}.{name}" for name in spec.parts)
    yield from (item for part in spec.parts.values() for item in part.items)
    yield from (*spec.attachments, *spec.copies, f"letter.way.{spec.way}")
    yield from (f"letters.ask.{name}" for name in spec.asks)
    yield from (f"letter.signature.{one}" for one in spec.sign)
    yield from (f"letter.ground.{rule}" for rule in spec.grounds if _cited(spec, country, rule))
    if spec.never:
        yield f"letters.refused.{key}"


def _cited(spec: LetterSpec, country: str, rule: str) -> bool:
    grounded = any(_lists_grounds(part) for part in spec.parts.values())
    return grounded and rule.partition("-")[0] in (country.lower(), "eu")


def _lists_grounds(part: LetterPart) -> bool:
    return part.list == "grounds"


def _each(subject: Subject) -> Iterator[tuple[str, str, LetterSpec]]:
    for country, letters in subject.library.letters.by_country.items():
        yield from ((country, key, spec) for key, spec in letters.items())


def _file(country: str) -> str:
    return f"countries/{country.lower()}/letters.yaml"


RULES = (
    Rule("letter_text", "every letter has the words of all its parts", letter_text),
    Rule("letter_required", "every letter holds all that the procedures ask for", letter_required),
    Rule("letter_ground", "a letter cites rules as the law files have them", letter_ground),
    Rule("letter_step", "every letter belongs to steps that exist", letter_step),
)
