"""The webhook: each delivery is stored, then answered with 200. Anything else makes Telegram bring it again."""

import hmac
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.channels import Update
from bot.errors import SettingsError
from bot.outage import EmergencyCard
from bot.telegram_channel import TelegramChannel, token_refused
from bot.telegram_client import UPDATE_KINDS, as_channel_error
from bot.telegram_parse import update_id_of
from bot.telegram_polling import UPDATE_ID, Accept

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 the name of a header, not a secret
LARGEST_BODY = 1024 * 1024
DEEPEST = 32
ALERT_AFTER = 10
# Telegram keeps the order within a chat by itself, whatever this number.
CONNECTIONS = 40
# Possessive, and an unfinished string reaches to the end: no text makes this slower than its length.
STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+\\?(?:"|\Z)', re.DOTALL)
BRACKET = re.compile(rb"[\[\]{}]")
log = structlog.get_logger()


class WebhookDoor:
    """Lets in what carries the secret, is not too large or too deep, and was stored."""

    def __init__(
        self,
        channel: TelegramChannel,
        accept: Accept,
        emergency: EmergencyCard,
        secret: str,
        *,
        on_contact: Callable[[datetime], None] = lambda at: None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._channel, self._accept, self._emergency = channel, accept, emergency
        self._secret = secret.encode()
        self._on_contact, self._clock = on_contact, clock
        self._strangers = 0

    async def receive(self, request: Request) -> Response:
        if not hmac.compare_digest(request.headers.get(SECRET_HEADER, "").encode(), self._secret):
            return self._turn_away()
        try:
            raw = await read_body(request)
        except ClientDisconnect:
            return Response(status_code=400)
        if raw is None or depth(raw) > DEEPEST:
            return Response(status_code=413)
        return await self._store(self._update(raw))

    def _turn_away(self) -> Response:
        self._strangers += 1
        if self._strangers % ALERT_AFTER == 0:
            log.error("webhook_secret_was_wrong", channel="telegram", count=self._strangers)
        return Response(status_code=403)

    def _update(self, raw: bytes) -> Update:
        return Update(self._channel.name, self._channel.account, name_of(raw), raw)

    async def _store(self, update: Update) -> Response:
        self._on_contact(self._clock())
        try:
            await self._accept([update])
        except Exception as error:  # noqa: BLE001 whatever failed, Telegram must bring it again and the numbers go out
            log.error("webhook_not_stored", channel="telegram", reason="storage", error=error)
            await self._emergency.show([update], self._clock())
            return Response(status_code=503)
        self._emergency.storage_is_back()
        self._channel.answer_taps([update])
        return Response(status_code=200)


def webhook_route(path: str, door: WebhookDoor) -> Route:
    return Route(path, door.receive, methods=["POST"])


async def read_body(request: Request) -> bytes | None:
    """None as soon as it is larger than allowed, whatever length was announced."""
    pieces: list[bytes] = []
    total = 0
    async for piece in request.stream():
        total += len(piece)
        if total > LARGEST_BODY:
            return None
        pieces.append(piece)
    return b"".join(pieces)


def depth(raw: bytes) -> int:
    """How deeply brackets nest outside strings; linear in the length."""
    deepest = level = 0
    for bracket in BRACKET.finditer(STRING.sub(b"", raw)):
        level += 1 if bracket[0] in b"[{" else -1
        deepest = max(deepest, level)
    return deepest


def name_of(raw: bytes) -> str:
    """The update's id; where it has none that can be read, a name made of its bytes, the same for the same bytes."""
    try:
        found = json.loads(raw)
    except ValueError:
        number = UPDATE_ID.search(raw)
        return number[1].decode() if number else sha256(raw).hexdigest()
    update_id = update_id_of(found)
    return sha256(raw).hexdigest() if update_id is None else str(update_id)


async def open_webhook(channel: TelegramChannel, url: str, secret: str) -> None:
    """Asks Telegram to deliver to `url`. Raises SettingsError for an address or token it refuses, ChannelBusy."""
    try:
        await channel.client.set_webhook(
            url, secret_token=secret, allowed_updates=UPDATE_KINDS, max_connections=CONNECTIONS
        )
    except InvalidToken:
        raise token_refused() from None
    except BadRequest:
        problem = "Telegram refuses telegram_webhook_url: it must be https, on port 443, 80, 88 or 8443, and reachable."
        raise SettingsError([problem]) from None
    except TelegramError as error:
        raise as_channel_error(error) from None
