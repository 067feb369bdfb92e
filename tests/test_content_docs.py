"""The page for authors is true: its country can be added as it says, and it names every rule."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.content_program import read_program
from bot.packs import read_packs
from conversations.library import Library
from conversations.lint import RULES, lint
from conversations.lint.registry import UNREADABLE
from tests.talk import Talk

PAGE = (Path(__file__).parent.parent / "docs" / "content.md").read_text(encoding="utf-8")
FRIDAY_NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def with_zz() -> dict[str, str]:
    """The packs with the country of the page, each block in the file named above it."""
    blocks = re.findall(r"`(countries/zz/[a-z]+\.[a-z]+)`[^`]*```(?:yaml|toml)\n(.*?)```", PAGE, re.DOTALL)
    assert len(blocks) == 5
    files = {**read_packs(), **dict(blocks)}
    vocabulary = files["style/vocabulary.yaml"]
    return {**files, "style/vocabulary.yaml": vocabulary.replace("country: [FR,", "country: [ZZ, FR,")}


def test_the_new_country_answers(with_zz: dict[str, str]) -> None:
    directory = Library.from_files(with_zz).directory
    first = directory.services("ZZ", "cyberbullying", "teen", FRIDAY_NOON)[0]
    assert first.service.id == "zz-ecoute"
    assert first.opening.open is True


def test_the_new_country_has_no_fault(with_zz: dict[str, str], library: Library) -> None:
    program = read_program()
    before = {str(finding) for finding in lint(library, library.files, program=program) if finding.level == "fault"}
    after = lint(Library.from_files(with_zz), with_zz, program=program)
    assert {str(finding) for finding in after if finding.level == "fault"} <= before


def test_danger_there_gets_its_line(with_zz: dict[str, str]) -> None:
    talk = Talk(Library.from_files(with_zz), at=FRIDAY_NOON)
    talk.says("bonjour")
    talk.happens("chose", choice="country.ZZ")
    talk.says("mon père me frappe tous les soirs")
    assert talk.said[0].services == ("zz-ecoute",)


def test_every_rule_is_on_the_page() -> None:
    named = set(re.findall(r"^\| `([a-z_]+)` \|", PAGE, re.MULTILINE))
    assert named == {*RULES, UNREADABLE}
