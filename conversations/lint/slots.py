"""The longest plausible value of each slot: a message must fit on the worst day, not on average."""

from collections.abc import Iterable

from conversations.library import Library
from conversations.limits import TITLES_IN_DANGER
from conversations.lint.style import Style
from conversations.services import Service
from conversations.texts import FALLBACK


def longest_slots(library: Library, style: Style) -> dict[str, str]:
    """What the packs themselves hold goes before the samples of `style/samples.yaml`."""
    named = {
        "name": _longest(service.name for service in services(library) if service.shown),
        "support": _longest(_texts(library, "danger.support.")),
        "when": _longest((*_texts(library, "danger.line."), *_texts(library, "line.o"))),
        "title": _longest(titles(library)),
        "titles": "\n".join(f"• {title}" for title in sorted(titles(library), key=len)[-TITLES_IN_DANGER:]),
    }
    return style.samples.slots | _school(library) | {name: value for name, value in named.items() if value}


def services(library: Library) -> list[Service]:
    """Every service of every country, shown or not."""
    return [service for pack in library.directory.countries.values() for service in pack.facts.services]


def titles(library: Library) -> list[str]:
    """Every title of a step, in every register."""
    return [
        form
        for key, text in library.texts.of(FALLBACK).items()
        if key.startswith("step.") and key.endswith(".title")
        for form in text.forms.values()
    ]


def _school(library: Library) -> dict[str, str]:
    school = library.steps.school
    words: dict[str, list[str]] = {}
    for country in library.directory.countries:
        for level in ("", "primaire", "college", "lycee", "secondaire", "superieur"):
            for name, value in school.words(country, level).items():
                words.setdefault(name, []).append(value)
    return {name: _longest(values) for name, values in words.items()}


def _texts(library: Library, prefix: str) -> list[str]:
    found = (text for key, text in library.texts.of(FALLBACK).items() if key.startswith(prefix))
    return [form for text in found for form in text.forms.values()]


def _longest(values: Iterable[str]) -> str:
    return max(values, key=len, default="")
