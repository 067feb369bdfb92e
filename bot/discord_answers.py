"""What an interaction is answered with, once it is stored: Discord waits three seconds and then tells the person that
nothing answered. The words themselves follow as messages, so that nothing hangs on a token of fifteen minutes.
"""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

import structlog

from bot.discord_channel import MESSAGES, DiscordChannel
from bot.discord_message import UPLOAD, Json, plain
from bot.discord_parse import COMMAND, COMPONENT, FORM, Interaction
from bot.errors import ChannelError
from storage.errors import StorageError

SAID, THINKING, QUIET, OPENED_FORM = 4, 5, 6, 9
FOR_THEM_ALONE = 1 << 6
LABEL, FILE_UPLOAD = 18, 19
MOST_FILES = 10
FILES = "files"
AT_ONCE = 256


class Answers:
    """Answers each interaction in a task of its own. Best effort: what was stored is handled whatever Discord says."""

    def __init__(self, channel: DiscordChannel) -> None:
        self._channel = channel
        self._tasks: set[asyncio.Task[None]] = set()

    def answer(self, asked: Interaction) -> None:
        body = self._body(asked)
        if body is not None and len(self._tasks) < AT_ONCE:
            self._start(self._send(asked, body))

    def whisper(self, asked: Interaction, words: Coroutine[Any, Any, str]) -> None:
        """Words for the one who tapped alone, wherever that was; they come from what is done first."""
        self._start(self._whisper(asked, words))

    def write(self, channel: str, words: Coroutine[Any, Any, str]) -> None:
        """Words for a helper, in the direct messages with them."""
        self._start(self._write(channel, words))

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start(self, answer: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(answer)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _whisper(self, asked: Interaction, words: Coroutine[Any, Any, str]) -> None:
        with suppress(StorageError):
            await self._send(asked, said_alone(await words))

    async def _write(self, channel: str, words: Coroutine[Any, Any, str]) -> None:
        with suppress(StorageError, ChannelError):
            body = {"content": plain(await words), "allowed_mentions": {"parse": []}}
            await self._channel.rest.call("POST", MESSAGES, body, channel_id=channel)

    def _body(self, asked: Interaction) -> Json | None:
        """A command is deferred for them alone, a tap without a trace; in public only how to write in private."""
        if asked.type not in (COMMAND, COMPONENT, FORM):
            return None
        if not asked.private:
            return said_alone(self._channel.words.elsewhere)
        if asked.type == COMPONENT and asked.data.custom_id == UPLOAD:
            return {"type": OPENED_FORM, "data": self._form()}
        if asked.type == COMMAND or asked.message is None:
            return {"type": THINKING, "data": {"flags": FOR_THEM_ALONE}}
        return {"type": QUIET}

    def _form(self) -> Json:
        words = self._channel.words
        upload = {"type": FILE_UPLOAD, "custom_id": FILES, "min_values": 1, "max_values": MOST_FILES, "required": True}
        field = {"type": LABEL, "label": words.upload_field, "component": upload}
        return {"custom_id": FILES, "title": words.upload_title, "components": [field]}

    async def _send(self, asked: Interaction, body: Json) -> None:
        rest = self._channel.rest
        places = {"webhook_id": asked.id, "webhook_token": asked.token}
        try:
            await rest.call("POST", "/interactions/{webhook_id}/{webhook_token}/callback", body, **places)
            if body["type"] == THINKING:
                # The answer comes as a message; what says that the bot thinks would stay for a quarter of an hour.
                places["webhook_id"] = asked.application_id
                await rest.call("DELETE", "/webhooks/{webhook_id}/{webhook_token}/messages/@original", **places)
        except ChannelError as error:
            structlog.get_logger().info("interaction_not_answered", channel="discord", error=error)


def said_alone(text: str) -> Json:
    data = {"content": text, "flags": FOR_THEM_ALONE, "allowed_mentions": {"parse": []}}
    return {"type": SAID, "data": data}
