"""Thousands of damaged events: each is read or refused with an exception, and none stands in the way of the next."""

import copy
import json
import os
import random
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from discord_double import DiscordDouble
from discord_double_mutations import places
from discord_double_taps import Attached
from discord_scenes import NOW, Hurry, question, room

from bot.channels import Parsed, Update
from bot.discord_frames import read_frame
from bot.discord_parse import parse, update_id_of
from conversations.events import EVENT
from conversations.library import Library

# Fault matrix C3: 2,000 in a test, 10,000 with APPUI_TEST_FUZZ.
AMOUNT = int(os.environ.get("APPUI_TEST_FUZZ", "4000"))
FOREIGN: list[Any] = [
    None, True, -1, 0, 2**31, 2**53, 2**63, 10**40, 1.5, float("nan"), float("inf"), "", "x", "\0", "\ud800", "-5",
    "\u202e\u2066", "\N{PILE OF POO}" * 4096, "a" * 100_000, "9" * 400, [], {}, [[]], [None], {"": None}, [{}] * 50,
]  # fmt: skip


@pytest.fixture
async def events(library: Library, tmp_path: Path) -> list[dict[str, Any]]:
    """One of each kind that a person can cause, as the gateway tells it."""
    async with DiscordDouble() as double, room(tmp_path, library, double, listen=False) as made:
        lea = double.person("Léa")
        sent = lea.write("on se moque de moi")
        lea.reply(sent.message_id, "encore")
        lea.edit(sent.message_id, "ils se moquent de moi")
        lea.files([Attached(b"1"), Attached(b"2", "a.pdf", "application/pdf")], "deux")
        lea.voice(b"ogg")
        lea.sticker()
        lea.forward("transféré", "2026-10-03T21:15:00+00:00", [Attached(b"3")])
        await made.channel.say(lea.channel.id, question("Où ?", "Ici", "Là"))
        lea.press("Ici")
        lea.erase(sent.message_id)
        return [{"op": 0, "t": name, "s": 7, "d": payload} for name, payload in double.gateway.events]


def mutated(event: dict[str, Any], chance: random.Random) -> bytes:
    """The event with one to three damages, as bytes; sometimes not even JSON."""
    damaged = json.loads(json.dumps(event))
    for spot in chance.sample(list(places(event)), chance.randint(1, 3)):
        # A spot may have gone with an earlier damage.
        with suppress(KeyError, IndexError, TypeError):
            holder = damaged
            for key in spot[:-1]:
                holder = holder[key]
            if chance.random() < 0.3:
                del holder[spot[-1]]
            else:
                holder[spot[-1]] = copy.deepcopy(chance.choice(FOREIGN))
    raw = json.dumps(damaged).encode()
    if chance.random() < 0.1:
        cut = chance.randrange(len(raw))
        return raw[:cut] + chance.choice((b"", b"\xff", b"[" * 5000)) + raw[cut + 1 :]
    return raw


def read(raw: bytes) -> Parsed | None:
    try:
        return parse(Update("discord", "777001", "1", raw), NOW)
    except Exception:  # noqa: BLE001 any exception is the contract; anything else would end the test
        return None


@pytest.mark.parametrize("seed", range(4))
def test_damaged_events_are_read_or_refused(events: list[dict[str, Any]], seed: int) -> None:
    chance = random.Random(seed)
    refused = 0
    for _ in range(AMOUNT // 4):
        raw = mutated(chance.choice(events), chance)
        assert 2 <= len(update_id_of(raw)) <= 64
        parsed = read(raw)
        if parsed is None:
            refused += 1
            continue
        assert parsed.address.external.isdecimal()
        if parsed.event is not None:
            assert EVENT.validate_json(EVENT.dump_json(parsed.event)) == parsed.event
    assert AMOUNT // 40 < refused < AMOUNT // 4 * 0.95


def test_undamaged_events_are_all_read(events: list[dict[str, Any]]) -> None:
    assert len(events) >= 10
    assert all(read(json.dumps(event).encode()) for event in events)


async def test_frames_are_never_in_the_way(events: list[dict[str, Any]], library: Library, tmp_path: Path) -> None:
    """One of twenty is damaged, through the real gateway, client and intake; all others are taken in, in order."""
    chance = random.Random(7)
    async with DiscordDouble() as double, room(tmp_path / "life", library, double) as made:
        await made.connected()
        lea = double.person("Léa")
        good = []
        for number in range(200):
            if number % 20 == 7:
                raw = mutated(chance.choice(events), chance).decode("utf-8", "replace")
                assert read_frame(raw, made.channel)
                with suppress(ValueError, RecursionError):
                    json.loads(raw)
                    double.gateway.inject_text(raw)
            else:
                good.append(f"message {number}")
                lea.write(good[-1])
        for _ in range(1000):
            words = [text for update in made.accepted_updates if (text := _text_of(update)).startswith("message ")]
            if len(set(words)) == len(good):
                break
            await Hurry()(1)
        assert list(dict.fromkeys(words)) == good


def _text_of(update: Update) -> str:
    with suppress(ValueError, TypeError, KeyError, RecursionError):
        return str(json.loads(update.raw)["d"]["content"])
    return ""
