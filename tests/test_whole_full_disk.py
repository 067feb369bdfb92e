"""The disk is full while people write, for the log too: honest words with numbers, nothing lost, and back by itself."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from whole_browser import Browser
from whole_program import CANARY, DOORS, Whole, wait_for, whole


@contextmanager
def full_disk(program: Whole) -> Iterator[None]:
    """Not one more byte of any file can be written by the program."""
    pid = program.running.process.pid
    _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard, hard))


@pytest.mark.parametrize("door", DOORS)
def test_full_disk_is_told_and_survived(tmp_path: Path, door: str) -> None:
    with whole(tmp_path, door) as program:
        lea, browser = program.person("Léa"), Browser(program)
        program.act(lea, "/start", "[France]", "[Ça m'arrive à moi]")
        browser.post("/start")
        known = len(lea.texts)
        with full_disk(program):
            sent = lea.write(f"on m'insulte {CANARY}")
            wait_for(lambda: len(lea.texts) > known, "the emergency card")
            assert "112" in lea.texts[-1]
            assert "3018" in lea.texts[-1]
            refused = browser.say(f"on m'insulte {CANARY}")
            assert "problème technique" in refused
            assert "112" in refused
            assert sent.update_id not in program.telegram.acknowledged
            assert program.running.process.poll() is None
        program.settled()
        assert any("Je te crois" in text for text in lea.texts[known:])
        browser.tap("France")
        browser.tap("Ça m'arrive à moi")
        assert "Je te crois" in browser.say(f"on m'insulte {CANARY}")
        assert "part_fell" not in program.log
        assert "Traceback" not in program.log
