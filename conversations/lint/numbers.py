"""Numbers and addresses come from the services files, by slots; only the fixed help card holds some (SAF-07)."""

import re
from collections.abc import Iterator

from conversations.lint.rule import Rule, Spot
from conversations.lint.slots import services
from conversations.lint.subject import Subject

_NUMBER = re.compile(r"(?<![\w/,.])\+?\d[\d .\u00a0\u202f-]*\d(?![\w%])")
_ADDRESS = re.compile(r"https?://|www\.|\b[\w-]+\.(?:fr|be|org|com|eu|net|info|gouv|ch|lu|ca)\b(?!\w)", re.IGNORECASE)
DIGITS_OF_A_NUMBER = 3


def number_typed(subject: Subject) -> Iterator[Spot]:
    for form in subject.french:
        # The rules of law that a letter cites are compared with the law files by a rule of their own.
        if form.key == subject.style.kinds.help_card or form.key.startswith("letter.ground."):
            continue
        typed = list(_numbers(form.raw)) + _ADDRESS.findall(form.raw)
        if typed:
            yield Spot(form.file, form.place, f"« {typed[0]} » typed by hand; a slot or the services of a step say it")


def help_card(subject: Subject) -> Iterator[Spot]:
    """Its numbers are those of services that are shown."""
    known = {_digits(service.number) for service in services(subject.library) if service.shown and service.number}
    for form in subject.french:
        if form.key == subject.style.kinds.help_card:
            for number in _numbers(form.raw):
                if _digits(number) not in known:
                    yield Spot(form.file, form.place, f"{number} is not the number of a service that may be shown")


def _numbers(text: str) -> Iterator[str]:
    for match in _NUMBER.finditer(text):
        if len(_digits(match[0])) >= DIGITS_OF_A_NUMBER:
            yield match[0]


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


RULES = (
    Rule("number_typed", "no number or address is typed by hand", number_typed),
    Rule("help_card", "the fixed help card agrees with the directory", help_card),
)
