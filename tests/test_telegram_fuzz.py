"""Thousands of damaged updates: each is read or refused with an exception, and none stands in the way of the next."""

import json
import os
import random

import pytest
from telegram_double_person import until
from telegram_fixtures import NOW, Shelf, open_channel, polling
from telegram_mutations import good_updates, mutated

from bot.channels import Parsed, Update
from bot.telegram_parse import parse
from conversations.events import EVENT

AMOUNT = int(os.environ.get("APPUI_TEST_FUZZ", "4000"))


def read(raw: bytes) -> Parsed | None:
    try:
        return parse(Update("telegram", "777001", "1", raw), NOW)
    except Exception:  # noqa: BLE001 any exception is the contract; anything else would end the test
        return None


@pytest.mark.parametrize("seed", range(4))
def test_damaged_updates_are_read_or_refused(seed: int) -> None:
    chance, updates = random.Random(seed), good_updates()
    refused = 0
    for _ in range(AMOUNT // 4):
        parsed = read(mutated(chance.choice(updates), chance))
        if parsed is None:
            refused += 1
            continue
        assert parsed.address.external == str(int(parsed.address.external))
        if parsed.event is not None:
            assert EVENT.validate_json(EVENT.dump_json(parsed.event)) == parsed.event
    assert AMOUNT // 40 < refused < AMOUNT // 4 * 0.95


def test_undamaged_updates_are_all_read() -> None:
    assert all(read(json.dumps(update).encode()) for update in good_updates())


async def test_poison_in_every_batch_flows() -> None:
    """One of twenty is damaged, through real polling."""
    chance, templates = random.Random(7), good_updates()
    async with open_channel() as (double, channel):
        lea, shelf = double.person(), Shelf()
        good: list[int] = []
        for number in range(400):
            if number % 20 == 7:
                template = chance.choice(templates) | {"update_id": 0}
                raw = mutated(template, chance).decode("utf-8", "replace")
                double.inject(raw.replace('"update_id": 0', '"update_id": $id'))
            else:
                good.append(lea.write(f"message {number}").update_id)
        async with polling(channel, shelf):
            await until(lambda: set(good) <= double.acknowledged, within=60)
        assert [number for number in map(str, good) if number not in {u.update_id for u in shelf.updates}] == []
        assert [text for text in shelf.texts if text.startswith("message ")] == [
            f"message {number}" for number in range(400) if number % 20 != 7
        ]
