"""How the people of a measurement reach the program: as a page of the browser chat, or as Telegram would bring them."""

import json
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Protocol, Self

from bot import web_channel
from bot.channels import Parsed, Update
from bot.web_channel import Sent
from conversations.effects import Say

if TYPE_CHECKING:
    from bot.telegram_channel import TelegramChannel

TOKEN = "1:offline"  # noqa: S105 - of no bot
FIRST_CHAT = 100_000
DATE = 1_795_000_000


class Transport(Protocol):
    """One way in and out."""

    channel: str

    def name_of(self, number: int) -> str: ...
    def parse(self, update: Update, received_at: datetime) -> Parsed: ...
    def said(self, name: str, number: int, text: str) -> Update: ...
    def tapped(self, name: str, number: int, question: str, choice: str) -> Update: ...
    async def say(self, name: str, say: Say) -> None: ...
    async def __aenter__(self) -> Self: ...
    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def transport_named(name: Literal["none", "ptb"]) -> Transport:
    return Telegram() if name == "ptb" else Page()


class Page:
    """The browser chat's own updates; what is said stays in the outbox."""

    channel = web_channel.NAME

    def name_of(self, number: int) -> str:
        return f"person-{number}"

    def parse(self, update: Update, received_at: datetime) -> Parsed:
        return web_channel.parse(update, received_at)

    def said(self, name: str, number: int, text: str) -> Update:
        return Sent(external=name, kind="said", text=text).update(str(number))

    def tapped(self, name: str, number: int, question: str, choice: str) -> Update:
        return Sent(external=name, kind="chose", text=choice, question=question).update(str(number))

    async def say(self, name: str, say: Say) -> None:
        return None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None


class Telegram:
    """Raw updates of Telegram through the channel's parser; messages through its client, to nobody."""

    channel = "telegram"

    def __init__(self) -> None:
        from bot.bench_offline import offline_channel

        self._channel: TelegramChannel = offline_channel(TOKEN)

    def name_of(self, number: int) -> str:
        return str(FIRST_CHAT + number)

    def parse(self, update: Update, received_at: datetime) -> Parsed:
        return self._channel.parse(update, received_at)

    def said(self, name: str, number: int, text: str) -> Update:
        return _update(number, {"message": {**_message(name, number), "from": _user(name), "text": text}})

    def tapped(self, name: str, number: int, question: str, choice: str) -> Update:
        query = {
            "id": str(number),
            "from": _user(name),
            "chat_instance": name,
            "message": {**_message(name, number), "text": "…"},
            "data": f"{question}|{choice}",
        }
        return _update(number, {"callback_query": query})

    async def say(self, name: str, say: Say) -> None:
        await self._channel.say(name, say)

    async def __aenter__(self) -> Self:
        await self._channel.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._channel.__aexit__(kind, error, trace)


def _update(number: int, content: dict[str, object]) -> Update:
    raw = json.dumps({"update_id": number + 1, **content}).encode()
    return Update("telegram", TOKEN.partition(":")[0], str(number + 1), raw)


def _message(name: str, number: int) -> dict[str, object]:
    chat = {"id": int(name), "type": "private", "first_name": "A"}
    return {"message_id": number + 1, "date": DATE, "chat": chat}


def _user(name: str) -> dict[str, object]:
    return {"id": int(name), "is_bot": False, "first_name": "A", "language_code": "fr"}
