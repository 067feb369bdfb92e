"""Chats exported by WhatsApp become dated messages, whatever phone wrote them."""

from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

import pytest

from conversations.chat_export import parse_chat

PARIS = ZoneInfo("Europe/Paris")
ANDROID = """31/10/2026, 18:04 - Les messages et les appels sont chiffrés de bout en bout.
31/10/2026, 18:04 - Léa 🐷: sale thon
va mourir
31/10/2026, 18:05 - Tom B.: mdr : trop vrai
01/11/2026, 00:10 - Léa 🐷 a retiré Inès du groupe
01/11/2026, 07:12 - Tom B.: Ce message a été supprimé
"""
IPHONE = (
    "\ufeff[31/10/2026 18:04:07] Léa: sale thon\r\n"
    "\u200e[31/10/2026 18:04:09] Tom: \u200eimage absente\r\n"
    "[01/11/2026 07:12:00] \u200eTom: ok\r\n"
)


def test_android_is_read(capsys: pytest.CaptureFixture[str]) -> None:
    lines = parse_chat(ANDROID, PARIS)
    assert [line.author for line in lines] == ["", "Léa 🐷", "Tom B.", "", "Tom B."]
    assert lines[1].text == "sale thon\nva mourir"
    assert lines[2].text == "mdr : trop vrai"
    assert lines[3].text == "Léa 🐷 a retiré Inès du groupe"
    assert lines[1].at == datetime(2026, 10, 31, 18, 4, tzinfo=PARIS)


def test_iphones_are_read() -> None:
    lines = parse_chat(IPHONE, PARIS)
    assert [(line.place, line.author, line.text) for line in lines] == [
        (1, "Léa", "sale thon"),
        (2, "Tom", "image absente"),
        (3, "Tom", "ok"),
    ]
    assert lines[0].at == datetime(2026, 10, 31, 18, 4, 7, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("head", "at"),
    {
        "31/10/26 à 18:04 - ": "2026-10-31T18:04:00+01:00",
        "31.10.26, 18:04 - ": "2026-10-31T18:04:00+01:00",
        "31-10-2026 18:04 - ": "2026-10-31T18:04:00+01:00",
        "10/31/26, 6:04\u202fPM - ": "2026-10-31T18:04:00+01:00",
        "10/31/26, 12:04 AM - ": "2026-10-31T00:04:00+01:00",
        "[31/10/2026, 6:04:07 p. m.] ": "2026-10-31T18:04:07+01:00",
        "2026-10-31, 18:04 - ": "2026-10-31T18:04:00+01:00",
        "[31.10.26, 18:04:07] ": "2026-10-31T18:04:07+01:00",
    }.items(),
)
def test_every_clock_is_read(head: str, at: str) -> None:
    [line] = parse_chat(f"{head}Léa: sale thon", PARIS)
    assert line.at is not None
    assert (line.at.isoformat(), line.author) == (at, "Léa")


def test_days_do_not_run_backwards() -> None:
    american = "\n".join(f"{month}/{day}/26, 18:04 - Léa: x" for month, day in ((9, 10), (9, 11), (10, 1), (10, 2)))
    ours = "\n".join(f"{day}/{month}/26, 18:04 - Léa: x" for month, day in ((9, 10), (9, 11), (10, 1), (10, 2)))
    expected = [(9, 10), (9, 11), (10, 1), (10, 2)]
    for text in (american, ours):
        assert [(line.at.month, line.at.day) for line in parse_chat(text, PARIS) if line.at] == expected


@pytest.mark.parametrize("text", ["", "bonjour", "le 31/10/2026 à 18:04 ils m'ont insultée", "31/10/2026\n18:04"])
def test_other_texts_are_no_chats(text: str) -> None:
    assert parse_chat(text, PARIS) == ()


def test_a_long_chat_is_whole() -> None:
    random = Random(1)
    written = [
        f"{1 + n // 1000:02}/10/2026, {n // 60 % 24:02}:{n % 60:02} - P{n % 5}: message {n}" for n in range(20_000)
    ]
    lines = parse_chat("\n".join(written), PARIS)
    picked = random.sample(range(20_000), 50)
    assert len(lines) == 20_000
    assert [lines[place].text for place in picked] == [f"message {place}" for place in picked]
