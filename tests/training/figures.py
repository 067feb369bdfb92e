"""Counts what is understood of the lines nobody read while tuning, and lists every miss by its id.

    .venv/bin/python -m tests.training.figures

Prints the table of docs/understanding.md and writes docs/understanding_misses.md. Texts are left out there: to read a
line is to spend it.
"""

import json
import sys
from collections.abc import Iterable
from math import sqrt
from pathlib import Path
from typing import Any

from bot.packs import read_packs
from conversations.findings import Findings, risk_rank
from conversations.understanding import Understanding

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data"
MISSES = ROOT / "docs" / "understanding_misses.md"
Row = dict[str, Any]
Pair = tuple[Row, Findings]
HELD_OUT = {
    "lines 7–9": DATA / "corpus" / "dev.jsonl",
    "other_hand": DATA / "understanding" / "other_hand.jsonl",
    "held_out_t": DATA / "understanding" / "held_out_t.jsonl",
    "held_out_u": DATA / "understanding" / "held_out_u.jsonl",
    "held_out_v": DATA / "understanding" / "held_out_v.jsonl",
    "held_out_w": DATA / "understanding" / "held_out_w.jsonl",
    "held_out_x": DATA / "understanding" / "held_out_x.jsonl",
    "held_out_y": DATA / "understanding" / "held_out_y.jsonl",
}
HEAD = (
    "# What is misread of the lines nobody read\n",
    "Made by `python -m tests.training.figures`. Missed: labelled high or imminent, read as none or low. Raised: the",
    "reverse. Ids only: a line that has been read can no longer judge.\n",
    "| | set | line | labelled | read |\n|---|---|---|---|---|",
)


def held_out(path: Path) -> list[Row]:
    lines = map(json.loads, path.read_text("utf-8").splitlines())
    return [line for line in lines if path.name != "dev.jsonl" or line["id"][-1] in "789"]


def accepted(row: Row, said: Findings) -> bool:
    """Whether the level is the labelled one, or the other that the label allows."""
    notes = row["notes"].split("; ")
    return said.risk == row["risk"] or f"alt={said.risk}" in notes


def interval(hits: int, count: int) -> str:
    """`hits/count = share [95 % interval of Wilson]`."""
    if not count:
        return "—"
    share, z = hits / count, 1.96
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * sqrt(share * (1 - share) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return f"{hits}/{count} = {share:.2f} [{max(0.0, middle - half):.2f}, {min(1.0, middle + half):.2f}]"


def told(pairs: Iterable[bool]) -> str:
    values = list(pairs)
    return interval(sum(values), len(values))


def table(pairs: list[Pair]) -> dict[str, str]:
    """Measure → count with its interval, as score.py counts."""
    grave = [(row, said) for row, said in pairs if risk_rank(row["risk"]) >= 2]
    calm = [(row, said) for row, said in pairs if risk_rank(row["risk"]) < 2]

    def raised(row: Row, said: Findings) -> bool:
        return risk_rank(said.risk) >= 2 and not accepted(row, said)

    return {
        "recall of high and imminent": told(risk_rank(said.risk) >= 2 or accepted(row, said) for row, said in grave),
        "imminent read as none or low": told(
            risk_rank(said.risk) < 2 and not accepted(row, said) for row, said in grave if row["risk"] == "imminent"
        ),
        "imminent read as imminent": told(accepted(row, said) for row, said in grave if row["risk"] == "imminent"),
        "false alarms on hard negatives": told(
            raised(row, said) for row, said in calm if "hard_negative" in row["tags"]
        ),
        "false alarms on all none and low": told(raised(row, said) for row, said in calm),
        "none asked a safety question": told(
            said.risk == "low" and not accepted(row, said) for row, said in calm if row["risk"] == "none"
        ),
        "low read as at least low": told(said.risk != "none" for row, said in calm if row["risk"] == "low"),
        "intent": told(said.intent in (row["intent"], *row["intent_also"]) for row, said in pairs),
        "topics, micro F1": topics(pairs),
    }


def topics(pairs: list[Pair]) -> str:
    both = [(set(row["topics"]) - {"unspecified"}, set(said.topics) - {"unspecified"}) for row, said in pairs]
    hits = sum(len(wanted & named) for wanted, named in both)
    return f"{2 * hits / sum(len(wanted) + len(named) for wanted, named in both):.2f}"


def misses(name: str, pairs: list[Pair]) -> list[str]:
    wrong = [
        (row, said)
        for row, said in pairs
        if not accepted(row, said) and (risk_rank(row["risk"]) >= 2) != (risk_rank(said.risk) >= 2)
    ]
    ways = {True: "missed", False: "raised"}
    return [
        f"| {ways[risk_rank(row['risk']) >= 2]} | {name} | {row['id']} | {row['risk']} | {said.risk} |"
        for row, said in wrong
    ]


def main() -> None:
    understanding = Understanding.from_files(read_packs())
    columns, lines = {}, list(HEAD)
    for name, path in HELD_OUT.items():
        pairs = [(row, understanding.read(row["text"])) for row in held_out(path)]
        columns[name] = table(pairs)
        lines += misses(name, pairs)
    for measure in next(iter(columns.values())):
        sys.stdout.write(
            " | ".join(["", measure, *(column[measure] for column in columns.values()), ""]).strip() + "\n"
        )
    MISSES.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
