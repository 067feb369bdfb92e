"""`appui directory`: one JSON line per moment or per interval; a word outside the vocabularies is told in one line."""

import json
from datetime import datetime
from itertools import groupby, pairwise

import click
import pytest

from bot.bench_directory import bench_directory
from bot.directory_command import directory_lines


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_moments_are_local_to_the_country() -> None:
    asked = [moment("2026-12-25T23:30"), moment("2026-12-25T22:59")]
    lines = [
        json.loads(line)
        for line in directory_lines("fr", "cyberbullying", "teen", "fr", asked, None, None, as_json=True)
    ]
    assert [line["services"][0] for line in lines] == [
        {"id": "fr-3018", "open": False, "opens_at": "2026-12-26T09:00:00+01:00", "closes_at": None},
        {"id": "fr-3018", "open": True, "opens_at": None, "closes_at": "2026-12-25T23:00:00+01:00"},
    ]


def test_intervals_cover_the_stretch() -> None:
    begins, ends = moment("2027-03-27T20:00"), moment("2027-03-29T20:00")
    lines = [
        json.loads(line)
        for line in directory_lines("FR", "victim_support", "parent", "fr", [], begins, ends, as_json=True)
    ]
    assert (lines[0]["from"], lines[-1]["to"]) == ("2027-03-27T20:00:00+01:00", "2027-03-29T20:00:00+02:00")
    assert all(one["to"] == other["from"] for one, other in pairwise(lines))
    assert all(one["services"] != other["services"] for one, other in pairwise(lines))
    states = [state for state, _ in groupby(line["services"][0]["open"] for line in lines)]
    assert states == [False, True, False, None]


@pytest.mark.parametrize(
    "asked", [("XX", "suicide", "teen"), ("FR", "loneliness", "teen"), ("FR", "suicide", "grandmother")]
)
def test_unknown_words_are_refused(asked: tuple[str, str, str]) -> None:
    with pytest.raises(click.UsageError, match="no such word"):
        list(directory_lines(*asked, "fr", [], None, None, as_json=True))


def test_backward_interval_is_refused() -> None:
    with pytest.raises(click.UsageError, match="--from"):
        list(
            directory_lines("FR", "suicide", "teen", "fr", [], moment("2027-01-02"), moment("2027-01-01"), as_json=True)
        )


def test_people_read_a_plain_table() -> None:
    (text,) = directory_lines(
        "FR", "school_bullying", "teen", "fr", [moment("2027-02-03T23:30")], None, None, as_json=False
    )
    assert "closed, opens Thu 04 Feb 09:00" in text
    assert "open while the others are not" in text


def test_bench_counts_its_queries() -> None:
    assert bench_directory(50).keys() == {"queries", "median_us"}
