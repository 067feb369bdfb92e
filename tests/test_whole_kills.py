"""`appui start`, killed with signal 9 again and again while people write: nothing acknowledged is lost, no turn is done
twice, at most one reply is repeated per kill, and every chat keeps its order.

`make faults` kills two hundred times.
"""

import asyncio
import json
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from crowd import Crowd
from running_program import launch, running
from storage_fixtures import open_store
from telegram_double import TelegramDouble, double_in_thread
from telegram_fixtures import api_of
from test_start import free_port
from whole_program import DOORS, Whole, assert_nothing_readable, settings_of, store_of, wait_for

from bot.channels import Update
from bot.service import Service
from bot.settings import load
from bot.situations import look_by
from bot.telegram_channel import TelegramChannel
from conversations.effects import Say
from conversations.library import Library
from storage import conversations, outbox, people
from storage.moments import moment
from storage.store import Store
from storage.transaction import Transaction

# Together at most fifteen where nobody asks for more.
KILLS = {
    "polling": int(os.environ.get("APPUI_TEST_KILLS", "9")),
    "webhook": int(os.environ.get("APPUI_TEST_KILLS", "5")),
}
CROWD = 6
ON_ITS_WAY = 0.004
SEED = 20


@pytest.mark.parametrize("door", DOORS)
def test_kills_lose_and_repeat_nothing(tmp_path: Path, library: Library, door: str) -> None:
    kills = KILLS[door]
    with double_in_thread() as telegram:
        crowd = lived_through(telegram, tmp_path, door, kills)
    sent = telegram.world.updates.every
    with store_of(tmp_path) as store:
        taken = store.read_now(inbox_rows)
        killed = states(store, telegram, crowd)
    assert sorted(int(number) for number, _, state in taken if state == "done") == sorted(set(sent) - crowd.poisons)
    assert {int(number) for number, _, state in taken if state == "dead"} == crowd.poisons
    assert set(sent) == telegram.acknowledged
    with open_store(tmp_path / "calm") as store:
        replies = asyncio.run(calm_life(store, library, telegram, taken, look_of(tmp_path)))
        assert states(store, telegram, crowd) == killed
    repeated = Counter(life for person in crowd.everyone for life in crowd.repetitions(person, replies[person.id]))
    told = {
        "kills": kills,
        "people": len(crowd.everyone),
        "updates": len(sent),
        "unreadable": len(crowd.poisons),
        "handed_out": len(telegram.deliveries),
        "replies": sum(map(len, replies.values())),
        "repeated": repeated.total(),
        "most_repeated_by_one_kill": max(repeated.values(), default=0),
    }
    print(json.dumps(told))
    assert repeated.total() <= kills
    assert_nothing_readable(tmp_path)


def lived_through(telegram: TelegramDouble, folder: Path, door: str, kills: int) -> Crowd:
    """People write while the program is killed that often; then it may finish in peace."""
    chance = random.Random(SEED)
    # Long enough to die while a message is on its way, short enough that only one is.
    telegram.stall("sendMessage", ON_ITS_WAY, times=1_000_000)
    crowd = Crowd(telegram, CROWD, chance)
    port = free_port()
    settings = settings_of(telegram, door, port)
    for _ in range(kills):
        crowd.acts(chance.randint(0, 2))
        die_at_any_moment(telegram, folder, crowd, chance, port, settings)
    with running(folder, "--port", str(port), **settings) as program:
        Whole(folder, telegram, program, ExitStack()).settled()
        assert program.stop() == 0
    return crowd


def die_at_any_moment(
    telegram: TelegramDouble, folder: Path, crowd: Crowd, chance: random.Random, port: int, settings: dict[str, str]
) -> None:
    """Most lives have begun to take in or to answer when they end; one in ten ends at any moment of its start."""
    process = launch(folder, "--port", str(port), **settings)
    try:
        if chance.random() > 0.1:
            crowd.acts(1)
            before = footprint(telegram)
            wait_for(lambda: footprint(telegram) != before or process.poll() is not None, "a sign of life")
        for _ in range(3):
            time.sleep(chance.uniform(0, 0.12))
            crowd.acts(chance.randint(0, 1))
        assert process.poll() is None, (folder / "errors").read_text()
    finally:
        process.kill()
        process.communicate()
        crowd.somebody_died()


def footprint(telegram: TelegramDouble) -> tuple[int, int]:
    return len(telegram.deliveries), sum(len(chat.from_bot) for chat in telegram.world.chats.values())


Taken = list[tuple[str, str, str]]


def inbox_rows(tx: Transaction) -> Taken:
    """(update id, when it was taken in, what became of it), in that order."""
    return tx.execute("SELECT update_id, received_at, state FROM inbox ORDER BY seq").fetchall()


def look_of(folder: Path) -> Any:
    return look_by(load(folder / "data").settings)


async def calm_life(
    store: Store, library: Library, telegram: TelegramDouble, taken: Taken, look: Any
) -> dict[int, list[tuple[str, bool]]]:
    """The same updates at the same moments without a kill; what each person is told, urgent or not, in order."""
    channel = TelegramChannel(api_of(telegram))
    now = [datetime.now(UTC)]
    service = Service(store, library, parsers={"telegram": channel.parse}, situation=look, clock=lambda: now[0])
    told: dict[int, list[tuple[str, bool]]] = {person: [] for person in telegram.world.chats}
    for number, received_at, _ in taken:
        now[0] = moment(received_at)
        raw = telegram.world.updates.every[int(number)].encode()
        await service.accept([Update("telegram", channel.account, number, raw)])
        for row in performed(store, now[0]):
            assert isinstance(row.effect, Say)
            told[int(row.external)].append((row.effect.text, row.effect.urgent))
    return told


def performed(store: Store, now: datetime) -> Iterator[outbox.Delivery]:
    while rows := store.write_now(lambda tx: outbox.claim(tx, now, 9)):
        for row in rows:
            yield row
            store.write_now(lambda tx, name=row.effect_id: outbox.done(tx, name))


def states(store: Store, telegram: TelegramDouble, crowd: Crowd) -> dict[int, Any]:
    """Where everyone stands, without what is random; the count of messages tells a turn that was done twice."""

    def read(tx: Transaction) -> dict[int, Any]:
        found = {}
        for person in crowd.everyone:
            address = people.known(tx, "telegram", telegram.token.partition(":")[0], str(person.id))
            if address:
                loaded = conversations.load_for(tx, address)
                found[person.id] = (loaded.conversation.model_dump(exclude={"id"}), loaded.kept.messages)
        return found

    return store.read_now(read)
