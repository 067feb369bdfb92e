"""Discord as parts of the running program: the gateway, and what takes in from it."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.discord_api import DiscordApi
from bot.discord_channel import DiscordChannel, Words
from bot.discord_intake import Intake
from bot.discord_menu import publish_menu
from bot.discord_session import SessionFile
from bot.errors import ChannelError
from bot.last_contact import LastContact
from bot.outage import EmergencyCard
from bot.service import Service
from bot.settings import Settings
from bot.supervise import Part
from bot.team import TeamAct
from conversations.cards import EUROPE
from conversations.effects import Say
from conversations.library import Library
from storage.store import Store

CARD = "card.help"
CONTACT_FILE, SESSION_FILE = "discord-contact", "discord-session"
# Below these texts files can be added by a form: the picture question was answered with no.
UPLOAD_AFTER = frozenset({"files.send_now", "files.kept"})
MENU_AFTER = 5.0


def channel_of(settings: Settings, library: Library) -> DiscordChannel:
    """The bot of the settings; opened with `async with`, which calls nobody."""
    api = DiscordApi(settings.discord_token.get_secret_value(), settings.discord_api_url, settings.discord_gateway_url)
    return DiscordChannel(api, words_of(library))


def words_of(library: Library) -> Words:
    """What the channel says itself, in French: it does not know who reads it."""

    def text(key: str, **slots: str) -> str:
        return library.texts.render(key, "fr", "tu", slots)

    return Words(
        elsewhere=text("discord.elsewhere", emergency=library.directory.get(EUROPE).contact),
        upload=text("discord.upload"),
        upload_title=text("discord.upload_title"),
        upload_field=text("discord.upload_field"),
        upload_after=UPLOAD_AFTER,
    )


class Discord:
    """What takes in from Discord; `parts` run under supervision."""

    def __init__(
        self,
        settings: Settings,
        channel: DiscordChannel,
        service: Service,
        store: Store,
        library: Library,
        clock: Callable[[], datetime],
    ) -> None:
        self._channel, self._library, self._clock = channel, library, clock
        self._contact = LastContact(settings.data / CONTACT_FILE)
        self._tell_gap()
        emergency = EmergencyCard(self._card, channel.say, channel.parse)
        sessions = SessionFile(settings.data / SESSION_FILE, channel.api)
        self._intake = Intake(channel, store, service.accept, emergency, self._contact, sessions, clock)

    def team_acts_by(self, act: Callable[[TeamAct], Coroutine[Any, Any, str]]) -> None:
        """What helpers do in the team's channel and in private goes to `act`."""
        self._intake.team = act

    def parts(self) -> list[Part]:
        return [Part("gateway", self._listen), Part("intake", self._intake.run)]

    async def publish_menu(self) -> None:
        """Best effort; a bot without its menu works all the same."""
        await asyncio.sleep(MENU_AFTER)
        try:
            await publish_menu(self._channel, lambda key: self._library.texts.render(key, "fr", "tu", {}))
        except ChannelError as error:
            structlog.get_logger().warning("menu_not_published", channel="discord", error=error)

    async def _listen(self) -> None:
        menu = asyncio.create_task(self.publish_menu())
        try:
            await self._intake.gateway.run()
        finally:
            menu.cancel()

    def _card(self) -> Say:
        """The fixed help card: true everywhere, and needs no database."""
        text = self._library.texts.render(CARD, "fr", "tu", {})
        return Say(id="emergency", text=text, keys=(CARD,), urgent=True)

    def _tell_gap(self) -> None:
        """Known chats are read back; who wrote for the first time meanwhile cannot be found again."""
        gap = self._contact.gap(self._clock())
        if gap:
            hours = int(gap / timedelta(hours=1))
            structlog.get_logger().warning("discord_gap_found", channel="discord", hours=hours)
