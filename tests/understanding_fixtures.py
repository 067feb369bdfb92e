"""The real understanding over the real packs, built once for all tests that read messages."""

from functools import cache
from pathlib import Path

from bot.packs import read_packs
from conversations.findings import Findings, risk_rank
from conversations.understanding import Understanding

DATA = Path(__file__).parent / "data"


@cache
def understanding() -> Understanding:
    return Understanding.from_files(read_packs())


def read(text: str) -> Findings:
    return understanding().read(text)


def grave(text: str) -> bool:
    """Whether the answer puts safety first."""
    return risk_rank(read(text).risk) >= risk_rank("high")
