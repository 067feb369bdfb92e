"""A part that falls starts again alone; what cannot be mended ends the program; everything stops in order."""

import asyncio

import pytest

from bot import supervise as module
from bot.errors import SettingsError
from bot.supervise import Part, supervise
from conversations.errors import AppuiError, ContentError


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST_PAUSE", 0.001)
    monkeypatch.setattr(module, "STOP_WITHIN", 0.2)


async def forever() -> None:
    await asyncio.Event().wait()


async def test_fallen_part_starts_again() -> None:
    stop, runs = asyncio.Event(), 0

    async def falls_twice() -> None:
        nonlocal runs
        runs += 1
        if runs < 3:
            raise RuntimeError
        stop.set()
        await forever()

    await supervise([Part("polling", falls_twice)], stop)
    assert runs == 3


async def test_other_parts_go_on() -> None:
    stop, steps, falls = asyncio.Event(), [], 0

    async def falls_always() -> None:
        nonlocal falls
        falls += 1
        raise OSError

    async def walks() -> None:
        while len(steps) < 50 or falls < 2:
            steps.append(1)
            await asyncio.sleep(0)
        stop.set()
        await forever()

    await supervise([Part("site", falls_always), Part("delivery", walks)], stop)
    assert len(steps) >= 50


async def test_part_that_ends_starts_again() -> None:
    stop, runs = asyncio.Event(), 0

    async def ends() -> None:
        nonlocal runs
        runs += 1
        if runs == 2:
            stop.set()

    await supervise([Part("timers", ends)], stop)
    assert runs >= 2


@pytest.mark.parametrize("fault", [SettingsError(["The token is not accepted."]), ContentError("yaml")])
async def test_wrong_setting_ends_program(fault: AppuiError) -> None:
    ended = []

    async def refused() -> None:
        raise fault

    async def other() -> None:
        try:
            await forever()
        finally:
            ended.append("delivery")

    with pytest.raises(type(fault)):
        await supervise([Part("polling", refused), Part("delivery", other)], asyncio.Event())
    assert ended == ["delivery"]


async def test_stops_in_listed_order() -> None:
    stop, ended = asyncio.Event(), []

    def slow_to_end(name: str) -> Part:
        async def run() -> None:
            try:
                await forever()
            finally:
                await asyncio.sleep(0.01)
                ended.append(name)

        return Part(name, run)

    asyncio.get_running_loop().call_later(0.01, stop.set)
    await supervise([slow_to_end("polling"), slow_to_end("timers"), slow_to_end("delivery")], stop)
    assert ended == ["polling", "timers", "delivery"]


async def test_asked_part_finishes_its_work() -> None:
    stop, asked, finished = asyncio.Event(), asyncio.Event(), []

    async def run() -> None:
        await asked.wait()
        await asyncio.sleep(0.01)
        finished.append("delivered")

    asyncio.get_running_loop().call_later(0.01, stop.set)
    await supervise([Part("delivery", run, asked.set)], stop)
    assert finished == ["delivered"]


async def test_stubborn_part_cannot_hold_exit() -> None:
    stop, released = asyncio.Event(), asyncio.Event()

    async def stubborn() -> None:
        while not released.is_set():
            try:
                stop.set()
                await released.wait()
            except asyncio.CancelledError:
                continue

    await asyncio.wait_for(supervise([Part("polling", stubborn)], stop), timeout=5)
    released.set()
    await asyncio.sleep(0)
