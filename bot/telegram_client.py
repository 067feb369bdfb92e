"""The typed client of python-telegram-bot, set up so that it keeps quiet, and its errors told in our words.

Nothing else of that library is used to receive: its Updater acknowledges updates before anything is stored.
"""

import json
import os
import ssl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.util import find_spec
from typing import Any

import httpx
from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot.errors import ChannelBusy, ChannelError, ChannelRefused, PersonUnreachable

TELEGRAM = "https://api.telegram.org"
DOWNLOAD_LIMIT = 20 * 1024 * 1024
UPDATE_KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
CONNECTIONS = 64
ANSWER_SECONDS = 20.0
TOKEN_REFUSED_SECONDS = 60.0
CONFLICT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class BotApi:
    """Which Bot API server, and what it lets through.

    `api_url` and `file_url` are roots without the `/bot<token>`; an empty `file_url` is `<api_url>/file`. A server of
    one's own takes larger files (`largest_file`, in bytes); in its local mode it names files by their path on this
    machine, which is believed only where `local_files` says so.
    """

    token: str
    api_url: str = TELEGRAM
    file_url: str = ""
    largest_file: int = DOWNLOAD_LIMIT
    local_files: bool = False

    @property
    def account(self) -> str:
        """The bot's number, the part of the token that is no secret."""
        return self.token.partition(":")[0]

    @property
    def calls(self) -> str:
        return f"{self.api_url.rstrip('/')}/bot"

    @property
    def files(self) -> str:
        return f"{(self.file_url or self.api_url + '/file').rstrip('/')}/bot"


class QuietRequest(HTTPXRequest):
    """The library's own version prints an answer it cannot read to the log, with the messages inside it."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        try:
            answer = json.loads(payload)
        except (ValueError, RecursionError):
            raise TelegramError("Invalid server response") from None
        if not isinstance(answer, dict) or (answer.get("ok") and "result" not in answer):
            raise TelegramError("Invalid server response")
        return answer


@cache
def trusted() -> ssl.SSLContext:
    """Which certificates are believed. Reading them takes long enough to do it once for all clients."""
    return httpx.create_ssl_context()


def quiet_request(connections: int = CONNECTIONS) -> QuietRequest:
    return QuietRequest(
        connection_pool_size=connections,
        read_timeout=ANSWER_SECONDS,
        pool_timeout=ANSWER_SECONDS,
        httpx_kwargs={"verify": trusted()},
    )


def make_client(api: BotApi) -> Bot:
    # Without this the library warns each time Telegram asks to wait; with it durations are timedeltas.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    if not find_spec("sniffio"):
        # httpcore asks for it four times a call; a fifth of the time of a call went into searching the disk in vain.
        sys.modules["sniffio"] = None  # type: ignore[assignment]
    return Bot(
        api.token,
        base_url=api.calls,
        base_file_url=api.files,
        request=quiet_request(),
        get_updates_request=quiet_request(1),
    )


@contextmanager
def told_as_channel_errors() -> Iterator[None]:
    """Telegram's own descriptions may quote a message, so none of them travels on."""
    try:
        yield
    except TelegramError as error:
        raise as_channel_error(error) from None


def as_channel_error(error: TelegramError) -> ChannelError:
    match error:
        case RetryAfter():
            return ChannelBusy("telegram_flood", seconds_to_wait(error), flood=True)
        case Forbidden():
            return PersonUnreachable("telegram_forbidden")
        case BadRequest() | ChatMigrated():
            return ChannelRefused("telegram_refused")
        case InvalidToken():
            return ChannelBusy("telegram_token_refused", TOKEN_REFUSED_SECONDS)
        case Conflict():
            return ChannelBusy("telegram_conflict", CONFLICT_SECONDS)
        case _:
            return ChannelBusy("telegram_unanswered")


def seconds_to_wait(error: RetryAfter) -> float:
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def says(error: TelegramError, words: str) -> bool:
    """The library capitalises what Telegram says, so letters are compared without their case."""
    return words in error.message.casefold()
