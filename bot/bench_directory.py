"""`appui bench directory`: the time of one question to the directory."""

import random
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter_ns

from bot.packs import read_packs
from conversations.directory import NEEDS, Directory

COUNTRIES = ("FR", "BE", "CH", "LU", "CA")
ROLES = ("teen", "parent", "witness", "author", "teacher")
YEAR = datetime(2027, 1, 1, tzinfo=UTC)
MINUTES_A_YEAR = 365 * 24 * 60


def bench_directory(queries: int) -> dict[str, int | float]:
    """Random needs, audiences and minutes of 2027, the same ones each time; microseconds per question."""
    directory = Directory.from_files(read_packs(within="countries/"))
    chosen = random.Random(0)  # noqa: S311 - nothing here is a secret
    taken = [_one(directory, chosen) for _ in range(queries)]
    return {"queries": queries, "median_us": round(median(taken) / 1000, 1)}


def _one(directory: Directory, chosen: random.Random) -> int:
    at = YEAR + timedelta(minutes=chosen.randrange(MINUTES_A_YEAR))
    country, need, role = chosen.choice(COUNTRIES), chosen.choice(NEEDS), chosen.choice(ROLES)
    start = perf_counter_ns()
    directory.services(country, need, role, at)
    return perf_counter_ns() - start
