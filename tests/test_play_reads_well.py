"""Every reply that scripted people read keeps the rules of form, and every danger turn its one order."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.play import Stage
from conversations.effects import Say
from conversations.library import Library
from conversations.lint.replies import lint_danger_turn, lint_turn
from conversations.lint.style import Style

PERSONAS = json.loads((Path(__file__).parent / "data" / "corpus" / "personas_dev.json").read_text(encoding="utf-8"))[
    "personas"
]
CALLBACK_BYTES = 64


class Reader(Stage):
    """A stage that remembers what was said after each single thing the person did."""

    def __init__(self, persona: dict[str, Any], library: Library, folder: Path) -> None:
        super().__init__(persona, library, folder, shift=False)
        self.read: list[list[Say]] = []

    async def _send(self, kind: str, **fields: Any) -> None:
        before = len(self.said)
        await super()._send(kind, **fields)
        self.read.append(self.said[before:])


@pytest.mark.parametrize("persona", PERSONAS, ids=lambda persona: persona["id"])
async def test_every_reply_reads_well(persona: dict[str, Any], library: Library, tmp_path: Path) -> None:
    reader = Reader(persona, library, tmp_path)
    await reader.play()
    style = Style(library.files)
    # One thing done may bring the answer and, once a file is kept, the receipt: each turn is judged by itself.
    turns = [said for done in reader.read for said in by_turn(done)]
    assert turns
    assert [str(fault) for said in turns for fault in lint_turn(said, style)] == []
    alarms = [said for said in turns if any("danger.first" in say.keys for say in said)]
    assert [str(fault) for said in alarms for fault in lint_danger_turn(said, style)] == []


@pytest.mark.parametrize("persona", PERSONAS, ids=lambda persona: persona["id"])
async def test_every_button_fits_telegram(persona: dict[str, Any], library: Library, tmp_path: Path) -> None:
    reader = Reader(persona, library, tmp_path)
    await reader.play()
    payloads = [
        f"{say.question}|{choice.id}" for said in reader.read for say in said for choice in say.choices + say.fixed
    ]
    assert payloads
    assert max(len(payload.encode()) for payload in payloads) <= CALLBACK_BYTES


def by_turn(said: list[Say]) -> list[list[Say]]:
    """The messages grouped by the event that caused them: the id of an effect derives from it."""
    turns: dict[str, list[Say]] = {}
    for say in said:
        turns.setdefault(say.id.rpartition("/")[0], []).append(say)
    return list(turns.values())
