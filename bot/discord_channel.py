"""Discord as a channel: it reads events, says messages with their buttons, and fetches files."""

import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

import discord
import httpx
from pydantic import ValidationError

from bot.channels import Outgoing, Pace, Parsed, Update
from bot.discord_api import CDN_HOSTS, UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, DiscordApi, as_channel_error
from bot.discord_files import Attachment
from bot.discord_message import SILENT, messages_of, nonce_of
from bot.discord_parse import parse
from bot.discord_rest import Rest
from bot.errors import ChannelBusy, ChannelError, FileUnavailable, SettingsError
from bot.piece_reader import PieceReader
from conversations.effects import Say
from conversations.events import FileRef

PIECE = 64 * 1024
LARGEST_FILE = 20 * 1024 * 1024
# Discord's documentation (reference, uploading files): the default limit of a file.
LARGEST_SENT = 10 * 1024 * 1024
GONE_STATUSES = (403, 404, 410)
MESSAGES = "/channels/{channel_id}/messages"


@dataclass(frozen=True, slots=True)
class Words:
    """The words the channel itself needs, from the packs. `upload_after` are texts below which files can be added."""

    elsewhere: str
    upload: str
    upload_title: str
    upload_field: str
    upload_after: frozenset[str]


class DiscordChannel:
    """One bot account. The external id of an address is the channel of direct messages that the person opened: nothing
    can be sent to who never wrote. Opened with `async with`; opening calls nobody: a dead network stops no start.
    """

    name = "discord"
    # Fifty requests a second for everything (documentation of rate limits); about one message a second in a channel.
    pace = Pace(overall_per_second=40, per_chat_per_second=1, overall_burst=40, per_chat_burst=5)

    def __init__(self, api: DiscordApi, words: Words) -> None:
        self.api, self.words = api, words
        self.account = api.account
        self.rest = Rest(api)

    async def __aenter__(self) -> "DiscordChannel":
        # No compression: the length that is announced is then the length of the file.
        self._downloads = httpx.AsyncClient(headers={"Accept-Encoding": "identity"}, timeout=httpx.Timeout(20.0))
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        await self.rest.close()
        await self._downloads.aclose()

    async def check_token(self) -> None:
        """Raises SettingsError for a token Discord does not know, ChannelBusy where it cannot be asked."""
        try:
            await self.rest.check_token()
        except discord.LoginFailure:
            raise token_refused() from None

    def parse(self, update: Update, received_at: datetime) -> Parsed:
        return parse(update, received_at)

    async def say(self, external: str, say: Say) -> None:
        """Plain text, without sound unless it is urgent. Said again it is the same message, for some minutes."""
        upload = self.words.upload if self.words.upload_after & set(say.keys) else ""
        for body in messages_of(say, external, upload):
            await self.rest.call("POST", MESSAGES, body, channel_id=external)

    @property
    def largest_sent(self) -> int:
        return LARGEST_SENT

    async def hand_over(self, external: str, effect: str, file: Outgoing) -> bool:
        """One file, without sound and without a word beside it; handed over twice it is the same message."""
        source = io.BufferedReader(PieceReader(file.pieces, file.size), PIECE)
        body = {
            "attachments": [{"id": 0, "filename": file.name}],
            "nonce": nonce_of(effect),
            "enforce_nonce": True,
            "flags": SILENT,
        }
        await self.rest.post_file(MESSAGES, body, discord.File(source, filename=file.name), channel_id=external)
        return True

    async def withdraw(self, external: str, message: str) -> bool:
        """Discord lets no bot delete a message of the person; the texts say how they do it themselves."""
        return False

    async def fetch(self, external: str, file: FileRef) -> AsyncIterator[bytes]:
        """Pieces of at most 64 KiB, as they come; a file that grows beyond the limit is broken off."""
        _refuse_above_limit(file.size or 0)
        total = 0
        async for piece in self._downloaded(await self._address_of(external, file)):
            total += len(piece)
            _refuse_above_limit(total)
            yield piece

    async def _address_of(self, external: str, file: FileRef) -> str:
        """Addresses end within a day: the message is read again for a fresh one. A form has no message."""
        address = await self._read_again(external, file) if file.message else file.reference
        if not self._is_ours(address):
            raise FileUnavailable("gone")
        return address

    async def _read_again(self, external: str, file: FileRef) -> str:
        try:
            message = await self.rest.raw_call(
                "GET", MESSAGES + "/{message_id}", channel_id=external, message_id=file.message
            )
        except ChannelError:
            raise
        except discord.HTTPException as error:
            if error.code in (UNKNOWN_MESSAGE, UNKNOWN_CHANNEL):
                raise FileUnavailable("gone") from None
            raise as_channel_error(error) from None
        except (discord.DiscordException, OSError, TimeoutError) as error:
            raise as_channel_error(error) from None
        return _address_in(message, file.reference)

    def _is_ours(self, address: str) -> bool:
        """Only Discord's own servers are asked for files, whatever an event says."""
        found, api = urlsplit(address), urlsplit(self.api.api_url)
        return found.netloc == api.netloc or (found.scheme == "https" and found.hostname in CDN_HOSTS)

    async def _downloaded(self, address: str) -> AsyncIterator[bytes]:
        try:
            async with self._downloads.stream("GET", address) as answer:
                if answer.status_code in GONE_STATUSES:
                    raise FileUnavailable("gone")
                if answer.status_code != 200:
                    raise ChannelBusy("discord_download_refused", http=answer.status_code)
                _refuse_above_limit(int(answer.headers.get("Content-Length", 0)))
                async for piece in answer.aiter_raw(PIECE):
                    yield piece
        except httpx.HTTPError:
            # From None: the address of a file holds its signature.
            raise ChannelBusy("discord_download_broken") from None


def _address_in(message: dict[str, Any], number: str) -> str:
    """The fresh address of an attachment, also of one in a forwarded message; empty where it is gone."""
    snapshots = [one.get("message", {}) for one in message.get("message_snapshots", ())]
    for place in (message, *snapshots):
        for raw in place.get("attachments", ()):
            try:
                found = Attachment.model_validate(raw)
            except ValidationError:
                continue
            if found.id == number:
                return found.url
    return ""


def _refuse_above_limit(size: int) -> None:
    if size > LARGEST_FILE:
        raise FileUnavailable("too_big")


def token_refused() -> SettingsError:
    return SettingsError(
        ["Discord does not know this token: set discord_token to the one the page Bot of the developer portal shows."]
    )
