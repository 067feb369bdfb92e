"""Where Discord is, and its errors told in our words. Its own words do not travel on: they may quote a message."""

import binascii
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import aiohttp
import discord

from bot.errors import ChannelBusy, ChannelError, ChannelRefused, PersonUnreachable

DISCORD = "https://discord.com/api/v10"
GATEWAY = "wss://gateway.discord.gg/"
CDN_HOSTS = frozenset({"cdn.discordapp.com", "media.discordapp.net"})
# The codes of errors (Discord's documentation, opcodes and status codes, August 2026).
UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, UNKNOWN_USER, UNKNOWN_INTERACTION = 10003, 10008, 10013, 10062
CLOSED_MESSAGES, NOTHING_IN_COMMON, NO_ACCESS, ANSWERED = 50007, 50278, 50001, 40060
PERSON_GONE = frozenset({UNKNOWN_CHANNEL, UNKNOWN_USER, CLOSED_MESSAGES, NOTHING_IN_COMMON, NO_ACCESS})
TOO_MANY_CHATS, FLAGGED = 40003, 20026
TOKEN_REFUSED_SECONDS = 60.0
CLOUDFLARE_SECONDS = 300.0
FLAGGED_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class DiscordApi:
    """`api_url` is the root with its version, `gateway_url` where the gateway listens."""

    token: str
    api_url: str = DISCORD
    gateway_url: str = GATEWAY

    @property
    def account(self) -> str:
        """The bot's number, which the first part of the token spells in base64."""
        head = self.token.partition(".")[0]
        try:
            number = urlsafe_b64decode(head + "=" * (-len(head) % 4)).decode("ascii")
        except (binascii.Error, ValueError):
            return "bot"
        return number if number.isdecimal() else "bot"


@contextmanager
def told_as_channel_errors() -> Iterator[None]:
    """Everything the library raises, as errors of a channel."""
    try:
        yield
    except ChannelError:
        raise
    except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
        raise as_channel_error(error) from None


def as_channel_error(error: Exception) -> ChannelError:
    match error:
        case discord.RateLimited(retry_after=seconds):
            return ChannelBusy("discord_flood", seconds, flood=True)
        case discord.LoginFailure():
            return ChannelBusy("discord_token_refused", TOKEN_REFUSED_SECONDS)
        case discord.HTTPException():
            return _of_answer(error)
        case _:
            return ChannelBusy("discord_unanswered")


def _of_answer(error: discord.HTTPException) -> ChannelError:
    if error.code in PERSON_GONE:
        return PersonUnreachable("discord_closed")
    if error.code == TOO_MANY_CHATS:
        return ChannelBusy("discord_too_many_chats", CLOUDFLARE_SECONDS)
    if error.code == FLAGGED:
        return ChannelBusy("discord_flagged", FLAGGED_SECONDS)
    match error.status:
        case 401:
            return ChannelBusy("discord_token_refused", TOKEN_REFUSED_SECONDS)
        case 429:
            # Without the header of Discord's own proxy the library does not wait: the whole address is shut out.
            return ChannelBusy("discord_shut_out", CLOUDFLARE_SECONDS, flood=True)
        case status if status >= 500:
            return ChannelBusy("discord_unanswered", http=status)
        case status:
            return ChannelRefused("discord_refused", http=status)
