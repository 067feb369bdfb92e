"""The team's group on Telegram: a line with its buttons, and what helpers do there and in private."""

import json
from collections.abc import Awaitable, Callable
from contextlib import suppress

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels import Update
from bot.commands import team_code
from bot.errors import ChannelError
from bot.team import Line, TeamAct, Texts, claimed_in, data_of
from bot.telegram_channel import TelegramChannel
from bot.telegram_client import told_as_channel_errors
from storage.errors import StorageError


class TelegramTeam:
    """A group in which the bot is. `desk` is the address of the desk, empty where it has none in public."""

    name = "telegram"

    def __init__(self, channel: TelegramChannel, chat: str, texts: Texts, desk: str) -> None:
        self._channel, self._chat, self._texts, self._desk = channel, chat, texts, desk

    async def post(self, line: Line) -> str:
        with told_as_channel_errors():
            sent = await self._channel.client.send_message(self._chat, line.text, reply_markup=self._buttons(line))
        return str(sent.message_id)

    async def change(self, message: str, line: Line) -> None:
        with told_as_channel_errors():
            await self._channel.client.edit_message_text(
                line.text, chat_id=self._chat, message_id=int(message), reply_markup=self._buttons(line)
            )

    def _buttons(self, line: Line) -> InlineKeyboardMarkup | None:
        row = []
        if line.token:
            row.append(InlineKeyboardButton(self._texts("desk.claim"), callback_data=data_of(line.token)))
        if self._desk:
            row.append(InlineKeyboardButton(self._texts("desk.team_open"), url=self._desk))
        return InlineKeyboardMarkup([row]) if row else None


def team_act_of(update: Update) -> tuple[TeamAct, str] | None:
    """What a helper did, and the private chat to answer in (empty for a tap); None for anything else."""
    try:
        found = json.loads(update.raw)
        if tap := found.get("callback_query"):
            token = claimed_in(tap["data"])
            return (TeamAct("claim", update.channel, str(tap["from"]["id"]), token), "") if token else None
        message = found["message"]
        code = team_code(message["text"]) if message["chat"]["type"] == "private" else ""
        chat = str(message["chat"]["id"])
        return (TeamAct("link", update.channel, str(message["from"]["id"]), code), chat) if code else None
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
        return None


def listen(channel: TelegramChannel, act: Callable[[TeamAct], Awaitable[str]]) -> None:
    """From now on what helpers do is handled once it is stored: a tap is answered over it, a code in private."""

    async def team(update: Update) -> str | None:
        found = team_act_of(update)
        if found is None:
            return None
        with suppress(StorageError, ChannelError):
            words = await act(found[0])
            if not found[1]:
                return words
            with told_as_channel_errors():
                await channel.client.send_message(int(found[1]), words)
        return None

    channel.team = team
