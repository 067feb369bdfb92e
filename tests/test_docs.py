"""Documents and program cannot drift apart: commands, settings, links and named files exist on both sides."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from source_fixtures import ROOT
from test_cli import leaves

from bot.log import WORDS
from bot.settings import PREFIX, Settings

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
OPERATORS = ROOT / "docs" / "operators.md"
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
NAMED = re.compile(r"`((?:bot|storage|conversations|tests)/[\w./-]*\w\.(?:py|yaml|toml))`")
COMMAND = re.compile(r"appui ((?:[a-z]+ ?)+)")
VARIABLE = re.compile(rf"{PREFIX}[A-Z_]+[A-Z]")


def commands() -> set[str]:
    return {" ".join(path) for path, _ in leaves()}


def groups() -> set[str]:
    return {path[0] for path, _ in leaves() if len(path) > 1}


def mentioned(text: str) -> Iterator[str]:
    """Commands written in code, such as `appui helper add`; words that follow a whole command are its arguments."""
    for span in re.findall(r"`([^`\n]+)`", text):
        for found in COMMAND.findall(span):
            words = found.split()
            yield " ".join(words[: 2 if words[0] in groups() else 1])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    targets = [(page.parent / target).resolve() for target in LINK.findall(page.read_text(encoding="utf-8"))]
    assert [target.name for target in targets if not target.exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_named_files_exist(page: Path) -> None:
    named = NAMED.findall(page.read_text(encoding="utf-8"))
    named += [f"tests/{name}" for name in re.findall(r"`(test_\w+\.py)`", page.read_text(encoding="utf-8"))]
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_named_commands_exist(page: Path) -> None:
    known = commands() | groups()
    assert [command for command in mentioned(page.read_text(encoding="utf-8")) if command not in known] == []


def test_every_command_is_explained() -> None:
    explained = set(mentioned(OPERATORS.read_text(encoding="utf-8")))
    assert commands() - explained == set()


def test_every_setting_is_explained() -> None:
    named = set(VARIABLE.findall(OPERATORS.read_text(encoding="utf-8")))
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    assert known - named == set()
    assert {name.removesuffix("_FILE") for name in named} - known <= {"APPUI_KEY", "APPUI_HALVES"}


def test_every_target_of_make_is_explained() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z]+):", makefile, re.MULTILINE)
    assert [name for name in targets if not re.search(rf"^{name}:.*## \w", makefile, re.MULTILINE)] == []


def test_parts_have_words_of_the_log() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot").glob("start*.py"))
    named = set(re.findall(r'Part\("(\w+)"', source))
    assert named
    assert named <= WORDS
