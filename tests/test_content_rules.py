"""Every rule of the content check is proved by a bad example: that rule finds it, and no other does."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.content_program import read_program
from bot.packs import read_packs
from conversations.library import Library
from conversations.lint import RULES, Finding, lint
from conversations.lint.program import Program
from conversations.lint.registry import UNREADABLE

FOLDER = Path(__file__).parent / "bad_content"
EXAMPLES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
# A part of the library is read again only where the example touches its files.
PARTS = {
    "flows": ("flows/",),
    "texts": ("languages/",),
    "directory": ("countries/",),
    "steps": ("countries/",),
    "understanding": ("understanding/", "places"),
}


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return read_packs()


@pytest.fixture(scope="module")
def program() -> Program:
    return read_program()


@pytest.fixture(scope="module")
def good(library: Library, files: dict[str, str], program: Program) -> tuple[Finding, ...]:
    return lint(library, files, program=program)


def spoilt(files: Mapping[str, str], example: Mapping[str, Any]) -> dict[str, str]:
    """The packs as the example makes them: `merge` and `remove` in YAML, `replace` and `add` in text."""
    bad = {**files, **example.get("add", {})}
    for path, inner in example.get("merge", {}).items():
        bad[path] = written(merged(yaml.load(bad[path], yaml.BaseLoader), inner))
    for one in example.get("remove", []):
        whole = yaml.load(bad[one["file"]], yaml.BaseLoader)
        *parents, last = one["at"]
        place = whole
        for part in parents:
            place = place[part]
        del place[last]
        bad[one["file"]] = written(whole)
    for path, pairs in example.get("replace", {}).items():
        for old, new in pairs:
            assert old in bad[path], f"{path} no longer holds {old}"
            bad[path] = bad[path].replace(old, new, 1)
    return bad


def merged(old: Any, new: Any) -> Any:
    """Mappings become one, everything else is replaced; `name+` adds to a list."""
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return new
    result = dict(old)
    for name, value in new.items():
        if name.endswith("+"):
            result[name[:-1]] = [*old[name[:-1]], *value]
        else:
            result[name] = merged(old.get(name), value)
    return result


def written(value: object) -> str:
    return yaml.dump(value, allow_unicode=True, sort_keys=False, default_style='"')


def judged(name: str, library: Library, files: Mapping[str, str], program: Program) -> tuple[Finding, ...]:
    example = yaml.load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    assert example["rule"] == name
    bad = spoilt(files, example)
    changed = [path for path in bad if bad[path] != files.get(path)]
    read = Library.from_files(bad)
    for part, folders in PARTS.items():
        if not any(folder in path for path in changed for folder in folders):
            setattr(read, part, getattr(library, part))
    as_of = date.fromisoformat(example["as_of"]) if "as_of" in example else None
    return lint(read, bad, as_of, program=program, live="live" in example)


def test_good_packs_have_no_fault(good: tuple[Finding, ...]) -> None:
    assert [str(finding) for finding in good if finding.level != "note"] == []


def test_every_rule_has_an_example() -> None:
    assert set(EXAMPLES) == {*RULES, UNREADABLE}


@pytest.mark.parametrize("name", EXAMPLES)
def test_example_breaks_its_rule(
    name: str, library: Library, files: dict[str, str], program: Program, good: tuple[Finding, ...]
) -> None:
    found = set(judged(name, library, files, program)) - set(good)
    assert {finding.rule for finding in found} == {name}, sorted(map(str, found))


def test_four_hundred_days_flag_everything(library: Library, files: dict[str, str]) -> None:
    aged = [finding for finding in lint(library, files, date(2027, 12, 25)) if finding.rule == "fact_age"]
    entries = sum(text.count("\n[[service]]") + text.count("\n[[rule]]") for text in files.values())
    platforms = sum(path.startswith("platforms/") and path.endswith(".toml") for path in files)
    assert len(aged) == entries + platforms
