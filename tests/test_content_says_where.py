"""What is wrong with a pack is said with its file, its line, and what was probably forgotten."""

from collections.abc import Callable

import pytest

from bot.packs import read_packs
from conversations.library import Library
from conversations.lint import Finding, lint
from conversations.lint.places import line_of

FILES = read_packs()
STORY = "languages/fr/texts/story.yaml"
SERVICES = "countries/fr/services.toml"
SHARED = "countries/int/steps.yaml"
ARRIVAL = "flows/arrival.yaml"


def replaced(path: str, old: str, new: str) -> dict[str, str]:
    assert old in FILES[path]
    return {**FILES, path: FILES[path].replace(old, new, 1)}


def without_a_source() -> dict[str, str]:
    text = FILES[SERVICES]
    start = text.index("sources = [", text.index('id = "fr-3018"'))
    end = text.index("\nverified_on", start)
    return {**FILES, SERVICES: text[:start] + "sources = []" + text[end:]}


BAD: dict[str, tuple[Callable[[], dict[str, str]], str, str, str]] = {
    "an empty pack": (lambda: {**FILES, ARRIVAL: ""}, ARRIVAL, "", "yaml_not_a_mapping"),
    "a wrong word": (
        lambda: replaced(SHARED, "phase: keep\n", "phase: keeping\n"),
        SHARED,
        "steps.keep_evidence.phase",
        "vocabulary",
    ),
    "a name that stands twice": (
        lambda: replaced(STORY, "texts:\n", "texts:\n  story.adults: Bonjour.\n"),
        STORY,
        "",
        "« story.adults » stands twice",
    ),
    "a number without source": (without_a_source, SERVICES, "fr-3018", "published without a source"),
    "a text without register": (
        lambda: replaced(
            STORY, 'story.adults: "Un adulte est-il au courant', 'story.adults: "Un adulte le sait, chez toi'
        ),
        STORY,
        "story.adults",
        "the other form",
    ),
    "a cycle": (
        lambda: replaced(SHARED, "after: [author_stop_and_delete_after_proof]", "after: [author_repair]"),
        SHARED,
        "steps.author_repair.after",
        "a circle",
    ),
    "an unknown slot": (
        lambda: replaced(STORY, 'topic.rumor: "Une rumeur', 'topic.rumor: "{wizard}, une rumeur'),
        STORY,
        "topic.rumor",
        "is no slot",
    ),
}


def found_in(files: dict[str, str], path: str) -> Finding:
    """The first finding in that file."""
    findings = lint(Library.from_files(files), files)
    return next(finding for finding in findings if finding.file == path)


@pytest.mark.parametrize("name", BAD)
def test_fault_says_where(name: str) -> None:
    make, path, place, message = BAD[name]
    files = make()
    finding = found_in(files, path)
    assert place in finding.place
    assert message in f"{finding.message}"
    if place:
        assert finding.line > 0
        written = files[path].splitlines()[finding.line - 1]
        assert any(part in written for part in place.split("."))
        assert f"{path}:{finding.line}" in str(finding)


def test_no_pack_at_all_is_said() -> None:
    findings = lint(Library.from_files({}), {})
    assert findings
    assert all(finding.message for finding in findings)


@pytest.mark.parametrize(
    ("place", "line"), [("b", 1), ("b.c", 2), ("steps.b.c", 2), ("x.y", 3), ("x.y.tu", 3), ("fr-1", 4), ("nowhere", 0)]
)
def test_lines_are_found(place: str, line: int) -> None:
    assert line_of('b:\n  c: 1\nx.y: {tu: "a"}\n  - {id: fr-1, when: x}\n', place) == line
