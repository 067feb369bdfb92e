"""`appui start`: the one place where the parts are put together. They run until SIGTERM or SIGINT.

Everything is imported here or later, in the order in which it is needed: a person who wrote while the program was down
is answered before the pages are even built.
"""

import asyncio
import contextlib
import json
import resource
import signal
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import click

from bot import log
from bot.channels import Channel, Parser
from bot.dispatch import Dispatch
from bot.errors import SettingsError
from bot.light import keep_what_is_loaded
from bot.master_key import MasterKey, read_master_key
from bot.packs import open_library
from bot.paper_makers import papers_of
from bot.papers import Papers
from bot.service import Service
from bot.settings import Loaded, Settings
from bot.site import Site
from bot.situations import look_by, operator_of
from bot.supervise import Part, supervise
from bot.timers import Timers
from bot.upkeep import forget, gather_albums, purge_soon, retry_turns, sweep_papers
from bot.web_channel import WebChannel
from bot.web_streams import Streams
from conversations.library import Library
from storage.blobs import Blobs
from storage.lock import FolderLock
from storage.store import Store
from storage.vault import Vault

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from bot.discord_channel import DiscordChannel
    from bot.start_discord import Discord
    from bot.start_telegram import Telegram
    from bot.telegram_channel import TelegramChannel

# Building the pages, and reading what understands free text, would slow down the first answers to people who wrote
# while the program was down. Most of these are commands and taps; one who typed has it read at once.
HEAD_START = 0.5


def serve(loaded: Loaded, *, as_json: bool, on_terminal: bool) -> None:
    """Runs everything that is configured until it is asked to stop.

    Raises SettingsError, StorageError, ContentError where it cannot start.
    """
    settings = loaded.settings
    log.configure(settings.log_level)
    # A dump of the memory of a dying process would hold keys, tokens and stories.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if settings.mode == "live":
        _refuse_unless_healthy(loaded)
    lock = FolderLock.take(settings.data)
    try:
        key = read_master_key(settings)
        store = Store.open(settings.data, Vault(key.key), halves_file=settings.halves)
        try:
            asyncio.run(Program(settings, store, Announcement(settings, store, key, as_json, on_terminal)).run())
        finally:
            store.close()
    finally:
        lock.release()


class Program:
    """All parts of one running `appui start`."""

    def __init__(self, settings: Settings, store: Store, announce: "Announcement") -> None:
        self._settings, self._store = settings, store
        self._library: Library = open_library().load_what_speaks()
        self._streams = Streams()
        self._blobs = Blobs(settings.data / "blobs", store.cipher, store.halves)
        self._waiting = Blobs(settings.data / "waiting", store.cipher, store.halves)
        self._web = WebChannel(store, self._streams, self._waiting, _now)
        self._announce = announce
        self._telegram: Telegram | None = None
        self._bot: TelegramChannel | None = None
        self._discord: DiscordChannel | None = None
        for blobs in (self._blobs, self._waiting):
            blobs.sweep()
        self._web.sweep()

    async def run(self) -> None:
        stop = asyncio.Event()
        _stop_on_signals(stop)
        asyncio.get_running_loop().set_exception_handler(log.on_loop_error)
        async with contextlib.AsyncExitStack() as opened:
            site = Site(self._settings.host, self._settings.port, self._pages, self._opened)
            opened.callback(site.close)
            self._announce.site = site
            await supervise(self._parts(await self._channels(opened), site), stop)

    async def _channels(self, opened: contextlib.AsyncExitStack) -> list[Channel]:
        channels: list[Channel] = [self._web]
        if self._settings.telegram_token.get_secret_value():
            from bot.start_telegram import channel_of

            self._bot = await opened.enter_async_context(channel_of(self._settings))
            channels.append(self._bot)
        if self._settings.discord_token.get_secret_value():
            from bot.start_discord import channel_of as discord_of

            self._discord = await opened.enter_async_context(discord_of(self._settings, self._library))
            channels.append(self._discord)
        return channels

    def _parts(self, channels: list[Channel], site: Site) -> list[Part]:
        """In the order in which they stop: what takes in first, what gives out last."""
        store = self._store
        parsers: dict[str, Parser] = {channel.name: channel.parse for channel in channels}
        service = Service(store, self._library, parsers=parsers, situation=look_by(self._settings), clock=_now)
        self._papers = self._made_papers(service)
        dispatch = Dispatch(store, service, self._blobs, channels, _now, papers=self._papers)
        service.on_outbox = dispatch.wake
        self._accept = service.accept
        notice_hours = operator_of(self._settings).notice_hours
        return [
            *self._messengers(service),
            Part("site", partial(self._serve_pages, site), partial(self._close_site, site)),
            Part("timers", Timers(store, service, _now).run),
            Part("gathering", partial(gather_albums, service)),
            Part("retries", partial(retry_turns, service)),
            Part("purges", partial(purge_soon, service, store, (self._blobs, self._waiting, self._papers.blobs), _now)),
            Part("expiry", partial(forget, service, store, self._blobs, notice_hours)),
            Part("papers", partial(sweep_papers, self._papers)),
            Part("delivery", dispatch.run, dispatch.stop),
        ]

    def _made_papers(self, service: Service) -> Papers:
        settings = self._settings
        site = settings.public_url or f"http://localhost:{settings.port}"
        return papers_of(self._store, service, self._library, self._blobs, _now, site)

    def _messengers(self, service: Service) -> list[Part]:
        parts: list[Part] = []
        discord: tuple[DiscordChannel, Discord] | None = None
        if self._bot is not None:
            from bot.start_telegram import Telegram

            self._telegram = Telegram(self._settings, self._bot, service, self._library, _now)
            parts += self._telegram.parts()
        if self._discord is not None:
            from bot import start_discord

            listening = start_discord.Discord(self._settings, self._discord, service, self._store, self._library, _now)
            parts += listening.parts()
            discord = (self._discord, listening)
        from bot.start_team import team_parts

        return parts + team_parts(self._settings, self._bot, discord, self._store, service.accept, self._library, _now)

    def _pages(self) -> "ASGIApp":
        """With the rest of the packs. Raises ContentError."""
        try:
            self._library.load()
            return self._build_pages()
        finally:
            keep_what_is_loaded()

    def _build_pages(self) -> "ASGIApp":
        from bot.web_app import build_app
        from bot.web_parts import Parts
        from bot.web_security import Site as Address

        parts = Parts(
            store=self._store,
            accept=self._accept,
            library=self._library,
            waiting=self._waiting,
            clock=_now,
            site=Address(self._settings.public_url),
            streams=self._streams,
            rehearsal=self._settings.mode == "rehearsal",
            papers=self._papers,
        )
        return build_app(parts, self._telegram.routes() if self._telegram else ())

    async def _serve_pages(self, site: Site) -> None:
        if self._bot is not None or self._discord is not None:
            await asyncio.sleep(HEAD_START)
        await site.run()

    def _close_site(self, site: Site) -> None:
        self._streams.close()
        site.stop()

    def _opened(self) -> None:
        self._announce.once()


class Announcement:
    """What the operator reads once the pages answer. The one-time desk link is for a terminal in rehearsal only."""

    def __init__(self, settings: Settings, store: Store, key: MasterKey, as_json: bool, on_terminal: bool) -> None:
        self._settings, self._store, self._key = settings, store, key
        self._as_json, self._on_terminal = as_json, on_terminal
        self.site: Site | None = None
        self._said = False

    def once(self) -> None:
        """Says it the first time; a server that starts again has nothing new to tell."""
        if self.site is None or self._said:
            return
        self._said = True
        told = self._lines(self.site.address)
        if self._as_json:
            click.echo(json.dumps(told))
        else:
            click.echo("\n".join(f"{name:<8} {value}" for name, value in told.items()))

    def _lines(self, address: str) -> dict[str, str]:
        told = {"mode": self._settings.mode, "chat": f"{address}/", "desk": f"{address}/desk"}
        if self._settings.mode == "rehearsal" and self._on_terminal:
            from bot.desk_people import one_time_link

            told["once"] = one_time_link(self._store, address, _now())
        if self._settings.telegram_token.get_secret_value():
            told["telegram"] = "webhook" if self._settings.telegram_webhook_url else "polling"
        if self._settings.discord_token.get_secret_value():
            told["discord"] = "gateway"
        if self._key.made:
            told["key"] = f"made just now: {self._key.file} (keep it apart from the data and its backups)"
        return told


def _refuse_unless_healthy(loaded: Loaded) -> None:
    from bot.doctor import examine

    findings = examine(loaded).findings
    if findings:
        raise SettingsError(["Live mode is refused until `appui doctor` is content:", *findings])


def _stop_on_signals(stop: asyncio.Event) -> None:
    """The first signal stops in order; a second one of the same kind ends at once, which is harmless."""
    loop = asyncio.get_running_loop()

    def stopping(received: signal.Signals) -> None:
        loop.remove_signal_handler(received)
        stop.set()

    for received in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(received, stopping, received)


def _now() -> datetime:
    return datetime.now(UTC)
