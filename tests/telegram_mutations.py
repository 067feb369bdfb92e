"""Updates as Telegram sends them, and ways to damage them, made from the specification: for fuzzing."""

import copy
import json
import random
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from telegram_double_person import Person, origin_channel, origin_chat, origin_hidden, origin_user
from telegram_double_schema import bot_api
from telegram_double_world import Chat, World

FOREIGN = [
    None, True, -1, 0, 2**31, 2**53, 2**63, 10**40, 1.5, float("nan"), float("inf"), "", "x", "\0", "\ud800", "-5",
    "\u202e\u2066", "\N{PILE OF POO}" * 4096, "a" * 100_000, [], {}, [[]], [None], {"": None}, [{}] * 50,
]  # fmt: skip


def good_updates() -> list[dict[str, Any]]:
    """One of each kind the bot asks for."""
    world = World()
    chat = world.chats.setdefault(5, Chat({"id": 5, "is_bot": False, "first_name": "Léa"}))
    lea = Person(world, chat)
    lea.start()
    written = lea.write("on se moque de moi")
    lea.edit(written.message_id, "ils se moquent de moi")
    chat.messages[900] = {
        "message_id": 900, "date": 1, "chat": chat.as_chat(), "from": world.bot, "text": "?",
        "reply_markup": {"inline_keyboard": [[{"text": "Oui", "callback_data": "q|yes"}]]},
    }  # fmt: skip
    lea.tap("Oui")
    lea.album([b"1", b"2"], "deux")
    lea.document(b"d", "a.pdf", "application/pdf", "lis", origin_user("Max", 1))
    for act in (lea.voice, lea.video, lea.video_note, lea.audio, lea.animation, lea.sticker):
        act(b"bytes")
    for origin in (origin_hidden("Max", 2), origin_chat("4e B", 3), origin_channel("Ragots", 4)):
        lea.forward("transféré", origin)
    lea.location()
    lea.block()
    lea.unblock()
    return [json.loads(text) for text in world.updates.every.values()]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every spot inside, as the keys that lead to it."""
    if path:
        yield path
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(inner, (*path, key))


def mutated(update: dict[str, Any], chance: random.Random) -> bytes:
    """The update with one to three damages, as bytes; sometimes not even JSON."""
    damaged = copy.deepcopy(update)
    for spot in chance.sample(list(places(update)), chance.randint(1, 3)):
        # A spot may have gone with an earlier damage.
        with suppress(KeyError, IndexError, TypeError):
            damage(damaged, spot, chance)
    raw = json.dumps(damaged).encode()
    return cut(raw, chance) if chance.random() < 0.05 else raw


def damage(update: dict[str, Any], spot: tuple[Any, ...], chance: random.Random) -> None:
    *way, last = spot
    holder: Any = update
    for key in way:
        holder = holder[key]
    match chance.randrange(6):
        case 0:
            del holder[last]
        case 1 | 2:
            holder[last] = copy.deepcopy(chance.choice(FOREIGN))
        case 3:
            holder[last] = another_kind(holder[last], chance)
        case 4:
            holder[last] = nested(chance.choice((10, 100, 500)))
        case _:
            if isinstance(holder, dict):
                holder[field_of_the_specification(chance)] = holder[last]


def another_kind(value: Any, chance: random.Random) -> Any:
    return chance.choice([str(value)[:200], [value], {"value": value}, not value, -1])


def field_of_the_specification(chance: random.Random) -> str:
    """A field that exists somewhere, in a place where it may not belong."""
    kind = chance.choice(("Update", "Message", "Chat", "User", "CallbackQuery", "ChatMemberUpdated", "Document"))
    return str(chance.choice(bot_api().types[kind]["fields"])["name"])


def nested(levels: int) -> Any:
    value: Any = "deep"
    for _ in range(levels):
        value = {"reply_to_message": value}
    return value


def cut(raw: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(raw))
    return chance.choice([raw[:at], raw[:at] + b"\xff\xfe" + raw[at:], b"\0" + raw, raw + raw])
