"""The measurement of turns measures turns: all of them, through the one way in, on either transport."""

import tempfile
from pathlib import Path

import pytest

from bot.bench_turns import TURNS, bench_turns
from bot.errors import SettingsError

FIGURES = {"turns", "tps", "cpu_us", "p50_ms", "p99_ms", "rss_mb", "open_ms", "replies"}


@pytest.mark.parametrize(("in_flight", "transport"), [(1, "none"), (4, "none"), (2, "ptb")])
def test_every_turn_is_counted(in_flight: int, transport: str) -> None:
    figures = bench_turns(conversations=5, stored=20, in_flight=in_flight, transport=transport)
    assert set(figures) == FIGURES
    assert figures["turns"] == 5 * TURNS
    assert figures["replies"] >= 5 * TURNS
    assert all(value > 0 for value in figures.values())


def test_postgres_comes_later() -> None:
    with pytest.raises(SettingsError) as refused:
        bench_turns(conversations=1, backend="postgres")
    assert len(refused.value.problems) == 1


def test_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    bench_turns(conversations=1)
    assert list(tmp_path.iterdir()) == []
