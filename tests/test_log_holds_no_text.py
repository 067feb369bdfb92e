"""ACC-07, OPS-05, E9: whatever is logged, by whom and how, no word of a person and no secret gets through."""

import asyncio
import io
import logging
import random
import string
import sys
import threading
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
import structlog

from bot import log
from bot.errors import ChannelBusy
from bot.faults import describe

TOKEN = "123456789:AAFcanary-Token_of_the_bot0123456789"


@pytest.fixture
def written() -> io.StringIO:
    """The log of a process that configured it."""
    stream = io.StringIO()
    log.configure("debug", stream)
    return stream


def canaries(count: int) -> list[str]:
    """Names, phone numbers, tokens, file names, addresses and sentences, seeded."""
    dice = random.Random(20261120)

    def word() -> str:
        return "".join(dice.choices(string.ascii_lowercase, k=dice.randint(4, 12)))

    shapes: list[Callable[[], str]] = [
        lambda: word().capitalize(),
        lambda: "0" + "".join(dice.choices(string.digits, k=9)),
        lambda: f"{dice.randrange(10**9, 10**10)}:{''.join(dice.choices(string.ascii_letters + '_-', k=35))}",
        lambda: f"{word()}.jpg",
        lambda: f"https://api.example/bot{TOKEN}/{word()}",
        lambda: f"{word()} m'a dit {word()}\n{word()}",
        word,
    ]
    return [dice.choice(shapes)() for _ in range(count)]


def raised(text: str, cause: BaseException | None = None) -> BaseException:
    try:
        raise ValueError(text) from cause
    except ValueError as error:
        return error


def every_way(canary: str) -> list[Callable[[], object]]:
    ours = structlog.get_logger()
    theirs = logging.getLogger("httpx")
    fields = [*log.FIELDS, canary[:8], "text"]
    return [
        *(lambda level=level: getattr(ours, level)("turn_failed", **dict.fromkeys(fields, canary)) for level in LEVELS),
        *(lambda level=level: getattr(theirs, level)("HTTP Request: %s", canary) for level in LEVELS),
        lambda: ours.info(canary),
        lambda: ours.error("turn_failed", error=raised(canary, raised(canary))),
        lambda: ours.error("turn_failed", exc_info=raised(canary)),
        lambda: theirs.error(canary, exc_info=raised(canary), extra={"chat": canary}),
        lambda: theirs.error("%d", canary),
        lambda: sys.excepthook(ValueError, raised(canary), None),
        lambda: warnings.warn(canary, stacklevel=1),
    ]


LEVELS = ("debug", "info", "warning", "error", "critical")


def test_canaries_never_reach_log(written: io.StringIO, capfd: pytest.CaptureFixture[str]) -> None:
    warnings.simplefilter("always")
    seeded = canaries(5_000)
    for number, canary in enumerate(seeded):
        ways = every_way(canary)
        ways[number % len(ways)]()
    text = written.getvalue() + "".join(capfd.readouterr())
    assert text.count("\n") > 3_000
    assert [canary for canary in seeded if canary in text] == []


def test_every_way_loses_token(written: io.StringIO, capfd: pytest.CaptureFixture[str]) -> None:
    warnings.simplefilter("always")
    for way in every_way(TOKEN):
        way()
    text = written.getvalue() + "".join(capfd.readouterr())
    assert "library_warned" in text
    assert "ValueError" in text
    assert TOKEN not in text
    assert "canary" not in text


def test_threads_and_tasks_lose_text(written: io.StringIO, capfd: pytest.CaptureFixture[str]) -> None:
    def fails() -> None:
        raise ValueError(TOKEN)

    async def leaves_task_failing() -> None:
        asyncio.get_running_loop().set_exception_handler(log.on_loop_error)
        asyncio.get_running_loop().call_soon(fails)
        await asyncio.sleep(0)

    thread = threading.Thread(target=fails, name=TOKEN)
    thread.start()
    thread.join()
    asyncio.run(leaves_task_failing())
    text = written.getvalue() + "".join(capfd.readouterr())
    assert text.count("unexpected_fault") == 2
    assert "canary" not in text


def test_declared_fields_are_kept(written: io.StringIO) -> None:
    structlog.get_logger().warning(
        "delivery_paused", channel="telegram", effect="telegram:7001:42/3", seconds=1.5, count=3, reason="flood"
    )
    line = written.getvalue()
    assert "level=warning event=delivery_paused channel=telegram effect=telegram:7001:42/3" in line
    assert "seconds=1.5 count=3 reason=flood" in line


def test_fault_tells_code_and_place() -> None:
    with pytest.raises(ChannelBusy) as caught:
        raise ChannelBusy("flood", retry_after=3)
    assert describe(caught.value).startswith(f"ChannelBusy(flood) at {__name__}:")


def test_lower_levels_are_dropped(written: io.StringIO) -> None:
    log.configure("warning", written)
    structlog.get_logger().info("turn_done")
    assert written.getvalue() == ""


def test_full_log_stops_nobody(written: io.StringIO) -> None:
    full = Path("/dev/full").open("w")  # noqa: SIM115 - a full disk cannot be left in order
    log.configure("info", full)
    structlog.get_logger().error("part_fell", part="polling")
    logging.getLogger("telegram").error("words")
    with pytest.raises(OSError, match="No space"):
        full.close()
