"""The Telegram channel with its real client, whose requests end here instead of on the network."""

import json

from telegram import Bot
from telegram.request import BaseRequest, RequestData

from bot.telegram_channel import TelegramChannel
from bot.telegram_client import BotApi

_SENT = json.dumps(
    {"ok": True, "result": {"message_id": 1, "date": 1_795_000_000, "chat": {"id": 1, "type": "private"}, "text": "…"}}
).encode()


class Nowhere(BaseRequest):
    """Answers every call as Telegram does after a message was sent."""

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None:
        return None

    async def shutdown(self) -> None:
        return None

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_timeouts: object, **_more: object
    ) -> tuple[int, bytes]:
        if request_data is not None:
            # What would be sent is made all the same.
            _ = request_data.json_parameters
        return 200, _SENT


def offline_channel(token: str) -> TelegramChannel:
    channel = TelegramChannel(BotApi(token))
    channel.client = Bot(token, request=Nowhere(), get_updates_request=Nowhere())
    return channel
