"""Every rule by its name. A new one needs a row in its module and a bad example under tests/bad_content."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from conversations.errors import ContentError
from conversations.law import Law
from conversations.library import Library
from conversations.lint import (
    asked,
    catalogue,
    facts,
    forms,
    lengths,
    letters,
    numbers,
    reach,
    signatures,
    steps,
    structure,
    vocabulary,
    words,
)
from conversations.lint.finding import Finding
from conversations.lint.places import with_line
from conversations.lint.program import Program
from conversations.lint.rule import Rule
from conversations.lint.style import Style
from conversations.lint.subject import Subject
from conversations.platform_packs import Platforms

UNREADABLE = "pack_unreadable"
_PARTS = (
    lengths,
    forms,
    words,
    numbers,
    catalogue,
    structure,
    vocabulary,
    reach,
    steps,
    asked,
    letters,
    facts,
    signatures,
)
RULES: Mapping[str, Rule] = {rule.name: rule for part in _PARTS for rule in part.RULES}


def lint(
    library: Library,
    files: Mapping[str, str],
    as_of: date | None = None,
    *,
    program: Program | None = None,
    live: bool = False,
) -> tuple[Finding, ...]:
    """Every finding of every rule, in the order of the registry; what cannot be read is said first, and alone.

    `as_of` None: the day the packs were compiled. `program`: what the source says, for the rules that need it.
    """
    unreadable = tuple(_unreadable(library, files))
    if unreadable:
        return tuple(with_line(finding, files) for finding in unreadable)
    subject = Subject(library, files, as_of, program, live=live)
    return tuple(with_line(finding, files) for rule in RULES.values() for finding in rule.findings(subject))


def _unreadable(library: Library, files: Mapping[str, str]) -> Iterator[Finding]:
    """A pack that does not load: a wrong word, a missing source, an unknown key, a broken file."""
    for load in _loaders(library, files):
        try:
            load()
        except ContentError as error:
            yield _said(error)


def _loaders(library: Library, files: Mapping[str, str]) -> Iterator[Callable[[], object]]:
    yield lambda: library.flows
    yield lambda: library.texts
    yield lambda: library.directory
    yield lambda: library.steps
    yield lambda: library.understanding
    yield lambda: library.asks
    yield lambda: library.doubts
    yield lambda: Law.from_files(files)
    yield lambda: _platforms(files)
    yield Style(files).load


def _platforms(files: Mapping[str, str]) -> None:
    platforms = Platforms.from_files(files)
    _ = platforms.general
    for name in platforms.ids:
        platforms.get(name)


def _said(error: ContentError) -> Finding:
    ids = dict(error.ids)
    file, line = str(ids.pop("file", "")), ids.pop("line", 0)
    place = ".".join(str(part) for part in (ids.pop("entry", ""), ids.pop("place", "")) if part)
    rest = ", ".join(f"{name} {value}" for name, value in ids.items())
    message = f"{error.code}: {rest}" if rest else error.code
    return Finding(rule=UNREADABLE, file=file, place=place, message=message, line=int(str(line)))
