"""`appui chat`: the same conversation in the terminal. Lines may come from a pipe; `/file PATH` sends a file."""

import asyncio
import json
import secrets
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from bot import log
from bot.channels import Update
from bot.local_channel import LocalChannel, file_fields
from bot.local_room import LocalRoom
from bot.master_key import prepare_data_folder, read_master_key
from bot.packs import open_library
from bot.settings import Settings
from bot.situations import look_by
from conversations.conversation import Conversation
from conversations.effects import Choice, Say
from storage.store import Store
from storage.vault import Vault


def chat(settings: Settings, *, as_json: bool) -> None:
    """Talks until the end of the input. `as_json` prints one line per turn and nothing else."""
    log.configure(settings.log_level)
    prepare_data_folder(settings.data)
    key = read_master_key(settings)
    if key.made and not as_json:
        click.echo(f"A master key was made: {key.file}", err=True)
    store = Store.open(settings.data, Vault(key.key), halves_file=settings.halves)
    try:
        asyncio.run(_talk(settings, store, as_json))
    finally:
        store.close()


async def _talk(settings: Settings, store: Store, as_json: bool) -> None:
    said: list[Say] = []
    channel = LocalChannel("terminal", said.append)
    library = open_library().load()
    room = LocalRoom(store, library, channel, clock=lambda: datetime.now(UTC), look=look_by(settings))
    try:
        await _talk_in(room, channel, said, as_json)
    finally:
        room.close()


async def _talk_in(room: LocalRoom, channel: LocalChannel, said: list[Say], as_json: bool) -> None:
    number = 0
    for line in _lines(as_json):
        offered = [choice for say in said for choice in say.choices + say.fixed]
        question = next((say.question for say in reversed(said) if say.question), "")
        said.clear()
        update = _update(channel, line, offered, question)
        if update is None:
            click.echo(f"No such file: {line.partition(' ')[2]}", err=True)
            continue
        await room.take(update)
        number += 1
        _show(number, said, await room.conversation(), as_json)


def _lines(as_json: bool) -> Iterator[str]:
    prompt = "" if as_json or not sys.stdin.isatty() else "> "
    while True:
        if prompt:
            click.echo(prompt, nl=False)
        line = sys.stdin.readline()
        if not line:
            return
        yield line.rstrip("\n")


def _update(channel: LocalChannel, line: str, offered: list[Choice], question: str) -> Update | None:
    """A label that was just offered is a tap; a slash is a command; anything else is a message."""
    number = secrets.token_hex(8)
    tapped = next((choice for choice in offered if choice.label.casefold() == line.strip().casefold()), None)
    if tapped:
        return channel.update(number, "chose", choice=tapped.id, question=question)
    word, _, rest = line.partition(" ")
    if word == "/file":
        try:
            fields = file_fields(Path(rest.strip()).expanduser())
        except OSError:
            return None
        return channel.update(number, "file_sent", files=[{**fields, "message": number}])
    if word.startswith("/") and word[1:].isalpha():
        return channel.update(number, "command_given", name=word[1:].lower(), rest=rest)
    return channel.update(number, "said", text=line, message=number)


def _show(number: int, said: list[Say], conversation: Conversation | None, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(turn_shown(number, said, conversation), ensure_ascii=False))
        return
    for say in said:
        click.echo(f"\n{say.text}")
        if say.choices:
            click.echo("   ".join(f"[{choice.label}]" for choice in say.choices))
    click.echo("")


def turn_shown(number: int, said: list[Say], conversation: Conversation | None) -> dict[str, Any]:
    """What the person saw after one numbered message, in the shape of `appui play`."""
    return {
        "n": number,
        "replies": [say.text for say in said],
        "choices": [choice.label for say in said for choice in say.choices],
        "services": list(dict.fromkeys(one for say in said for one in say.services)),
        "steps": list(dict.fromkeys(one for say in said for one in say.steps)),
        "risk": conversation.danger.level if conversation else "none",
        "human_offered": any(say.human_offered for say in said),
    }
