"""What the documentation says of the lines nobody read is what is counted today."""

import re

from bot.packs import read_packs
from conversations.understanding import Understanding
from tests.training.figures import HELD_OUT, MISSES, held_out, table

DOCS = MISSES.with_name("understanding.md").read_text("utf-8")


def test_documented_recall_is_counted() -> None:
    understanding = Understanding.from_files(read_packs())
    row = re.search(r"^\| recall of high and imminent \|(.*)$", DOCS, re.M)
    assert row is not None
    for written, path in zip(row[1].split("|"), HELD_OUT.values(), strict=False):
        pairs = [(line, understanding.read(line["text"])) for line in held_out(path)]
        assert table(pairs)["recall of high and imminent"] == written.strip()
