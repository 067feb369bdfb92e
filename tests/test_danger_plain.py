"""Danger said in so many words is put first, with tears beside it too: nothing learned takes it for a joke."""

import pytest

from conversations.findings import risk_rank
from tests.understanding_fixtures import DATA, read

PLAIN = [line.split("\t")[-1] for line in (DATA / "understanding" / "own_plain.tsv").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("text", PLAIN)
def test_plain_danger_is_seen(text: str) -> None:
    assert risk_rank(read(text).risk) >= risk_rank("high")
    assert risk_rank(read(f"{text} 😭").risk) >= risk_rank("high")
