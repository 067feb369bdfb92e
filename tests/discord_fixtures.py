"""The double and the real discord.Client pointed at it, for tests of the channel and of the double."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import discord
import pytest
import yarl
from discord_double import DiscordDouble
from discord_double_person import Person, until
from discord_double_world import Channel

INTENTS = discord.Intents(guilds=True, dm_messages=True)


@pytest.fixture
async def discord_double(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DiscordDouble]:
    """A double, and every discord.Client of this test talks to it."""
    async with DiscordDouble() as double:
        point_at(monkeypatch, double)
        yield double


def point_at(monkeypatch: pytest.MonkeyPatch, double: DiscordDouble) -> None:
    """Both addresses are attributes of classes of discord.py; its waits are for the real service."""
    monkeypatch.setattr(discord.http.Route, "BASE", double.api_url)
    monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(double.gateway_url))


class PlainClient(discord.Client):
    """The real client; it writes down what it is told, and does not wait before it identifies again."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"intents": INTENTS, "guild_ready_timeout": 0.05} | options)
        self.tree = discord.app_commands.CommandTree(self)
        self.messages: list[discord.Message] = []
        self.edits: list[discord.RawMessageUpdateEvent] = []
        self.erased: list[int] = []
        self.interactions: list[discord.Interaction] = []
        self.happened: list[str] = []

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Nothing: the library sleeps here for five seconds."""

    async def on_message(self, message: discord.Message) -> None:
        self.messages.append(message)

    async def on_raw_message_edit(self, event: discord.RawMessageUpdateEvent) -> None:
        self.edits.append(event)

    async def on_raw_message_delete(self, event: discord.RawMessageDeleteEvent) -> None:
        self.erased.append(event.message_id)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        self.interactions.append(interaction)

    async def on_ready(self) -> None:
        self.happened.append("ready")

    async def on_resumed(self) -> None:
        self.happened.append("resumed")

    async def on_disconnect(self) -> None:
        self.happened.append("disconnect")

    def heard(self) -> list[str]:
        """What people wrote."""
        return [message.content for message in self.messages if message.author != self.user]

    async def hears(self, number: int = 1) -> list[discord.Message]:
        """Messages of people, once there are so many."""
        await until(lambda: len(self.heard()) >= number, what=f"{number} message(s) at the client")
        return [message for message in self.messages if message.author != self.user]

    async def is_asked(self, number: int = 1) -> discord.Interaction:
        """The newest interaction, once there are so many."""
        await until(lambda: len(self.interactions) >= number, what=f"{number} interaction(s) at the client")
        return self.interactions[-1]


@asynccontextmanager
async def client_of(double: DiscordDouble, **options: Any) -> AsyncIterator[PlainClient]:
    """A client that is ready."""
    client = PlainClient(**options)
    task = asyncio.create_task(client.start(double.token))
    try:
        await until(lambda: "ready" in client.happened or task.done(), what="READY")
        if task.done():
            task.result()
        yield client
    finally:
        await client.close()
        task.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await task


async def asked(
    client: PlainClient, person: Person, *, where: Channel | None = None, everywhere: bool = False, number: int = 0
) -> discord.Interaction:
    """What the client gets when this person uses /numeros; `everywhere` lets a user install it."""
    contexts = discord.app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=everywhere)
    installs = discord.app_commands.AppInstallationType(guild=not everywhere, user=everywhere)
    command = discord.app_commands.Command(
        name="numeros", description="Les numéros d'urgence", callback=_nothing,
        allowed_contexts=contexts, allowed_installs=installs,
    )  # fmt: skip
    client.tree.add_command(command, override=True)
    await client.tree.sync()
    before = len(client.interactions)
    person.command("numeros", where)
    return await client.is_asked(before + 1)


async def _nothing(interaction: discord.Interaction) -> None:
    """The tests answer themselves."""
