"""Each row of what is recommended is read by whom it is for: what they write, and the step or the words that answer."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from conversations.library import Library
from tests.talk import Talk, settled

TABLE = yaml.load((Path(__file__).parent / "data" / "procedures.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
COUNTRIES = {"FR": "France", "BE": "Belgique"}
ROLES = {
    "teen": "Ça m'arrive à moi",
    "parent": "Je suis parent",
    "witness": "C'est pour quelqu'un",
    "author": "J'y ai participé",
    "teacher": "Je travaille à l'école",
}
# What anybody writes while the questions last.
ANSWERS = ("depuis un mois", "ok", "d'accord", "et voila")


def cases() -> Iterator[Any]:
    for row in TABLE["rows"]:
        for country in row["in"]:
            for role in row["who"]:
                wanted = row.get("step") or row["words"]
                yield pytest.param(row, country, role, id=f"{row['row']}-{country}-{role}-{wanted[:20]}")


def talk_of(library: Library, row: dict[str, Any], country: str, role: str) -> Iterator[Talk]:
    """The conversation after each line, until the row is answered or nothing is left to write."""
    talk = settled(library, COUNTRIES[country], ROLES[role])
    story = TABLE["stories"][row["story"]][role] if "story" in row else []
    for line in (*story, *row.get("says", ()), *ANSWERS):
        talk.says(line)
        yield talk


@pytest.mark.parametrize(("row", "country", "role"), cases())
def test_row_is_answered(library: Library, row: dict[str, Any], country: str, role: str) -> None:
    read = []
    for talk in talk_of(library, row, country, role):
        read.append(talk.words)
        if "step" in row:
            shown = {key: title for say in talk.said for key, title in say.titles.items()}
            if shown.get(row["step"], "\0") in talk.words:
                return
        elif row["words"] in talk.words:
            return
    pytest.fail("not answered:\n" + "\n---\n".join(read))
