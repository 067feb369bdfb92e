"""Telegram as a channel: it reads updates, says messages with their buttons, withdraws, and fetches files."""

import asyncio
import io
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx
from telegram import InputFile, LinkPreviewOptions
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.channels import Outgoing, Pace, Parsed, Update
from bot.errors import ChannelBusy, FileUnavailable, SettingsError
from bot.piece_reader import PieceReader
from bot.telegram_client import BotApi, as_channel_error, make_client, says, told_as_channel_errors, trusted
from bot.telegram_keyboard import keyboard
from bot.telegram_parse import parse, tap_id_of
from conversations.effects import Say
from conversations.events import FileRef

PIECE = 64 * 1024
GONE_STATUSES = (403, 404, 410)
TAP_SECONDS = 5.0
TAPS_AT_ONCE = 32
# What a bot may send is 50 MB; the rest of the request needs its room.
LARGEST_SENT = 49 * 1024 * 1024
SEND_SECONDS = 120.0
WITHOUT_PREVIEW = LinkPreviewOptions(is_disabled=True)


class TelegramChannel:
    """One bot account. Opened with `async with`; opening calls nobody, so that a dead network stops no start."""

    name = "telegram"
    # About thirty calls a second in all and one a second per chat, as Telegram describes it.
    pace = Pace(overall_per_second=30, per_chat_per_second=1, overall_burst=30, per_chat_burst=1)

    def __init__(self, api: BotApi) -> None:
        self.api = api
        self.account = api.account
        self.client = make_client(api)
        self._answers: set[asyncio.Task[None]] = set()
        # Set where the team has a space of its own: what helpers do is handled here, once it is stored.
        self.team: Callable[[Update], Coroutine[Any, Any, str | None]] | None = None

    async def __aenter__(self) -> "TelegramChannel":
        await self.client.request.initialize()
        # No compression: the length Telegram announces is then the length of the file.
        self._downloads = httpx.AsyncClient(
            headers={"Accept-Encoding": "identity"}, timeout=httpx.Timeout(20.0), verify=trusted()
        )
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        for answer in self._answers:
            answer.cancel()
        await asyncio.gather(*self._answers, return_exceptions=True)
        await self.client.request.shutdown()
        await self._downloads.aclose()

    async def check_token(self) -> None:
        """Raises SettingsError for a token Telegram does not know, ChannelBusy where it cannot be asked."""
        try:
            await self.client.get_me()
        except InvalidToken:
            raise token_refused() from None
        except TelegramError as error:
            raise as_channel_error(error) from None

    def parse(self, update: Update, received_at: datetime) -> Parsed:
        return parse(update, received_at)

    async def say(self, external: str, say: Say) -> None:
        """One message, plain text. Without sound unless it is urgent: the phone may lie on a table."""
        markup = keyboard(say)
        with told_as_channel_errors():
            await self.client.send_message(
                int(external),
                say.text,
                reply_markup=markup,
                disable_notification=not say.urgent,
                link_preview_options=WITHOUT_PREVIEW,
            )

    @property
    def largest_sent(self) -> int:
        return LARGEST_SENT

    async def hand_over(self, external: str, effect: str, file: Outgoing) -> bool:
        """One document, without sound and without a word beside it."""
        source = io.BufferedReader(PieceReader(file.pieces, file.size), PIECE)
        document = InputFile(source, filename=file.name, read_file_handle=False)
        with told_as_channel_errors():
            await self.client.send_document(
                int(external),
                document,
                disable_notification=True,
                disable_content_type_detection=True,
                write_timeout=SEND_SECONDS,
                read_timeout=SEND_SECONDS,
            )
        return True

    async def withdraw(self, external: str, message: str) -> bool:
        """Deletes one of the person's messages; Telegram allows it for 48 hours."""
        try:
            return await self.client.delete_message(int(external), int(message))
        except BadRequest:
            return False
        except TelegramError as error:
            raise as_channel_error(error) from None

    async def fetch(self, external: str, file: FileRef) -> AsyncIterator[bytes]:
        """Pieces of at most 64 KiB, as they come; a file that grows beyond the limit is broken off."""
        self._refuse_above_limit(file.size or 0)
        address = await self._address_of(file.reference)
        total = 0
        async for piece in self._pieces(address):
            total += len(piece)
            self._refuse_above_limit(total)
            yield piece

    def _refuse_above_limit(self, size: int) -> None:
        if size > self.api.largest_file:
            raise FileUnavailable("too_big")

    async def _address_of(self, reference: str) -> str:
        try:
            found = await self.client.get_file(reference)
        except BadRequest as error:
            raise FileUnavailable("too_big" if says(error, "too big") else "gone") from None
        except TelegramError as error:
            raise as_channel_error(error) from None
        self._refuse_above_limit(found.file_size or 0)
        if not found.file_path:
            raise FileUnavailable("gone")
        return found.file_path

    def _pieces(self, address: str) -> AsyncIterator[bytes]:
        if address.startswith(self.api.files):
            return self._downloaded(address)
        if self.api.local_files:
            return _read_locally(Path(address))
        raise FileUnavailable("gone")

    async def _downloaded(self, address: str) -> AsyncIterator[bytes]:
        try:
            async with self._downloads.stream("GET", address) as answer:
                _check_download(answer.status_code)
                self._refuse_above_limit(int(answer.headers.get("Content-Length", 0)))
                async for piece in answer.aiter_raw(PIECE):
                    yield piece
        except httpx.HTTPError:
            # From None: the address of a file holds the token.
            raise ChannelBusy("telegram_download_broken") from None

    def answer_taps(self, updates: Sequence[Update]) -> None:
        """Stops the little clock on each tapped button, once the taps are stored. Best effort: nobody waits for it."""
        for update in updates:
            tap = tap_id_of(update.raw)
            if (tap or self.team) and len(self._answers) < TAPS_AT_ONCE:
                answer = asyncio.create_task(self._answer(update, tap))
                self._answers.add(answer)
                answer.add_done_callback(self._answers.discard)

    async def _answer(self, update: Update, tap: str) -> None:
        words = await self.team(update) if self.team else None
        if not tap:
            return
        try:
            await self.client.answer_callback_query(
                tap, words, show_alert=bool(words) or None, read_timeout=TAP_SECONDS
            )
        except TelegramError:
            return


def _check_download(status: int) -> None:
    if status in GONE_STATUSES:
        raise FileUnavailable("gone")
    if status != 200:
        raise ChannelBusy("telegram_download_refused", http=status)


async def _read_locally(path: Path) -> AsyncIterator[bytes]:
    try:
        with await asyncio.to_thread(path.open, "rb") as file:
            while piece := await asyncio.to_thread(file.read, PIECE):
                yield piece
    except FileNotFoundError:
        raise FileUnavailable("gone") from None


def token_refused() -> SettingsError:
    return SettingsError(["Telegram does not know this token: set telegram_token to the one BotFather shows."])
