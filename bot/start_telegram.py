"""Telegram as parts of the running program: a channel, and either long polling or the webhook."""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import structlog

from bot.errors import ChannelError
from bot.last_contact import LastContact
from bot.outage import EmergencyCard
from bot.service import Service
from bot.settings import Settings
from bot.supervise import Part
from bot.telegram_channel import TelegramChannel
from bot.telegram_client import BotApi
from bot.telegram_menu import publish_menu
from bot.telegram_polling import Poller
from conversations.effects import Say
from conversations.library import Library

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

CARD = "card.help"
CONTACT_FILE = "telegram-contact"
SECRET_BYTES = 32
# The menu is a convenience: it waits until the people who wrote meanwhile have their answer.
MENU_AFTER = 5.0


def channel_of(settings: Settings) -> TelegramChannel:
    """The bot of the settings; opened with `async with`, which calls nobody."""
    return TelegramChannel(
        BotApi(
            settings.telegram_token.get_secret_value(),
            settings.telegram_api_url.removesuffix("/bot"),
            settings.telegram_file_url.removesuffix("/bot"),
        )
    )


class Telegram:
    """What takes in from Telegram. `parts` run under supervision, `routes` are mounted beside the pages."""

    def __init__(
        self,
        settings: Settings,
        channel: TelegramChannel,
        service: Service,
        library: Library,
        clock: Callable[[], datetime],
    ) -> None:
        self._settings, self._channel, self._service = settings, channel, service
        self._library, self._clock = library, clock
        self._contact = LastContact(settings.data / CONTACT_FILE)
        self._emergency = EmergencyCard(self._card, channel.say, channel.parse)
        self._secret = settings.telegram_webhook_secret.get_secret_value() or secrets.token_urlsafe(SECRET_BYTES)
        self._tell_gap()

    def parts(self) -> list[Part]:
        take_in = self._deliveries if self._settings.telegram_webhook_url else self._poll
        return [Part("webhook" if self._settings.telegram_webhook_url else "polling", take_in)]

    def routes(self) -> "Sequence[BaseRoute]":
        if not self._settings.telegram_webhook_url:
            return ()
        from bot.telegram_webhook import WebhookDoor, webhook_route

        door = WebhookDoor(
            self._channel, self._service.accept, self._emergency, self._secret, on_contact=self._contact.made
        )
        return (webhook_route(urlsplit(self._settings.telegram_webhook_url).path, door),)

    async def publish_menu(self) -> None:
        """Best effort; a bot without its menu works all the same."""
        await asyncio.sleep(MENU_AFTER)
        try:
            await publish_menu(self._channel, lambda key: self._library.texts.render(key, "fr", "tu", {}))
        except ChannelError as error:
            structlog.get_logger().warning("menu_not_published", channel="telegram", error=error)

    async def _poll(self) -> None:
        menu = asyncio.create_task(self.publish_menu())
        try:
            await Poller(self._channel, self._service.accept, self._emergency, on_contact=self._contact.made).run()
        finally:
            menu.cancel()

    async def _deliveries(self) -> None:
        from bot.telegram_webhook import open_webhook

        await open_webhook(self._channel, self._settings.telegram_webhook_url, self._secret)
        await self.publish_menu()
        await asyncio.Event().wait()

    def _card(self) -> Say:
        """The fixed help card: true everywhere, and needs no database."""
        text = self._library.texts.render(CARD, "fr", "tu", {})
        return Say(id="emergency", text=text, keys=(CARD,), urgent=True)

    def _tell_gap(self) -> None:
        gap = self._contact.gap(self._clock())
        if gap:
            hours = int(gap / timedelta(hours=1))
            structlog.get_logger().warning("telegram_gap_found", channel="telegram", hours=hours)
