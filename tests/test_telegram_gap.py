"""A silence of more than twenty hours is noticed, because Telegram forgets after twenty-four."""

from datetime import timedelta
from pathlib import Path

import pytest
from telegram_fixtures import NOW

from bot.last_contact import LastContact


@pytest.mark.parametrize(("hours", "noticed"), [(1, False), (20, False), (20.1, True), (30, True)])
def test_long_silence_is_noticed(tmp_path: Path, hours: float, noticed: bool) -> None:
    LastContact(tmp_path / "contact").made(NOW)
    gap = LastContact(tmp_path / "contact").gap(NOW + timedelta(hours=hours))
    assert gap == (timedelta(hours=hours) if noticed else None)


def test_first_start_has_no_gap(tmp_path: Path) -> None:
    assert LastContact(tmp_path / "contact").gap(NOW) is None


@pytest.mark.parametrize("content", [b"", b"yesterday", b"2026-11-20T17:00:00", b"\xff\xfe"])
def test_damaged_note_is_no_gap(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "contact").write_bytes(content)
    assert LastContact(tmp_path / "contact").gap(NOW) is None


def test_latest_contact_counts(tmp_path: Path) -> None:
    contact = LastContact(tmp_path / "contact")
    contact.made(NOW)
    contact.made(NOW + timedelta(hours=12))
    assert LastContact(tmp_path / "contact").gap(NOW + timedelta(hours=30)) is None


def test_unwritable_note_stops_nothing(tmp_path: Path) -> None:
    LastContact(tmp_path / "missing" / "contact").made(NOW)
