"""Counts how conversations are heard, by the engine itself: danger told in passing, and alarms where there is none.

    .venv/bin/python -m tests.training.talk_figures

Prints the table of docs/understanding.md. The conversations are by hands that knew nothing of the program, and nobody
has read them: texts are left out here too.
"""

import json
import sys
from itertools import groupby
from typing import Any

from bot.packs import open_library
from conversations.findings import risk_rank
from conversations.library import Library
from tests.talk import Talk
from tests.training.figures import DATA, told

ALARM = "danger.first"
Row = dict[str, Any]
Heard = list[tuple[Row, bool]]
TALKS = {name: DATA / "understanding" / f"{name}.jsonl" for name in ("held_talks_a", "held_talks_m")}


def conversations(name: str) -> list[list[Row]]:
    rows = [json.loads(line) for line in TALKS[name].read_text("utf-8").splitlines()]
    return [list(talk) for _, talk in groupby(rows, key=lambda row: row["conv"])]


def heard(library: Library, lines: list[Row]) -> Heard:
    """Each message of a conversation, with whether it alarmed: numbers that stay said are no new alarm."""
    talk = Talk(library)
    return [(line, any(key.startswith(ALARM) for say in talk.says(line["text"]) for key in say.keys)) for line in lines]


def is_grave(row: Row) -> bool:
    return risk_rank(row["risk"]) >= risk_rank("high")


def may_alarm(row: Row) -> bool:
    """Whether the label allows an alarm, or does not stand on this message alone."""
    return (
        is_grave(row) or row["needs_context"] or any(f"alt={level}" in row["notes"] for level in ("high", "imminent"))
    )


def table(talks: list[Heard]) -> dict[str, str]:
    """Measure → count with its interval."""
    every = [one for talk in talks for one in talk]
    calm = [talk for talk in talks if not any(map(is_grave, (row for row, _ in talk)))]
    return {
        "danger that one message tells, answered with numbers": told(
            alarmed for row, alarmed in every if is_grave(row) and not row["needs_context"]
        ),
        "other messages answered with numbers": told(alarmed for row, alarmed in every if not may_alarm(row)),
        "conversations without danger in which numbers were said": told(
            any(alarmed for row, alarmed in talk if not may_alarm(row)) for talk in calm
        ),
    }


def counted(library: Library) -> dict[str, dict[str, str]]:
    return {name: table([heard(library, lines) for lines in conversations(name)]) for name in TALKS}


def main() -> None:
    columns = counted(open_library())
    for measure in next(iter(columns.values())):
        cells = [column[measure] for column in columns.values()]
        sys.stdout.write(f"| {measure} | {' | '.join(cells)} |\n")


if __name__ == "__main__":
    main()
