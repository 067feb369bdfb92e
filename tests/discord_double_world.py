"""What exists on the double's side: the bot, accounts, servers, channels, messages, files, interactions.

Identifiers are real snowflakes: the time since 2015 in milliseconds, shifted by 22 bits, always growing.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import RLock
from typing import Any

from discord_double_cdn import Cdn

BOT_ID = "777001000000000001"
TOKEN = "Nzc3MDAx.double.TokenForTestsOnly0123456789abc"
DISCORD_EPOCH = 1420070400000
DM, GUILD_TEXT, GROUP_DM = 1, 0, 3
EPHEMERAL, LOADING, HAS_SNAPSHOT, COMPONENTS_V2 = 1 << 6, 1 << 7, 1 << 14, 1 << 15
DEFAULT, REPLY, CHAT_INPUT = 0, 19, 20

JsonObject = dict[str, Any]


class Refusal(Exception):
    """An answer with a status of 400 or more. `code` is Discord's own, `errors` the fields at fault."""

    def __init__(
        self, status: int, code: int = 0, message: str = "", *, errors: JsonObject | None = None,
        retry_after: float | None = None, is_global: bool = False, by_cloudflare: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(message)
        self.status, self.code, self.message, self.errors = status, code, message or f"Error {status}", errors
        self.retry_after, self.is_global, self.by_cloudflare = retry_after, is_global, by_cloudflare


def invalid_form(where: str, code: str, message: str) -> Refusal:
    """50035, with the field at fault as a path such as `components.0.components`."""
    errors: JsonObject = {"_errors": [{"code": code, "message": message}]}
    for key in reversed(where.split(".")):
        errors = {key: errors}
    return Refusal(400, 50035, "Invalid Form Body", errors=errors)


@dataclass
class Account:
    """`heard`: every message of the bot that this person could read, ephemeral ones and erased ones too."""

    user: JsonObject
    channel: "Channel | None" = None
    heard: list[JsonObject] = field(default_factory=list)
    modals: list[tuple["Interaction", JsonObject]] = field(default_factory=list)
    closed: bool = False
    deleted: bool = False
    no_mutual_server: bool = False

    @property
    def id(self) -> str:
        return str(self.user["id"])


@dataclass
class Channel:
    """`messages` are those still there, in the order of their ids."""

    id: str
    kind: int
    people: list[Account] = field(default_factory=list)
    guild_id: str | None = None
    name: str = ""
    bot_is_in: bool = True
    typed: int = 0
    topic: str | None = None
    messages: dict[str, JsonObject] = field(default_factory=dict)

    def as_channel(self) -> JsonObject:
        last = max(self.messages, key=int, default=None)
        told: JsonObject = {"id": self.id, "type": self.kind, "flags": 0, "last_message_id": last}
        if self.kind == GUILD_TEXT:
            more = {"position": 0, "permission_overwrites": [], "nsfw": False, "parent_id": None, "topic": self.topic}
            return told | {"guild_id": self.guild_id, "name": self.name} | more
        told["recipients"] = [person.user for person in self.people]
        return told | (
            {"name": self.name, "icon": None, "owner_id": self.people[0].id} if self.kind == GROUP_DM else {}
        )


@dataclass
class Interaction:
    """`state` is open, deferred (type 5, still loading), deferred_update (type 6) or answered."""

    id: str
    token: str
    kind: int
    person: Account
    channel: Channel
    context: int
    at: float
    message: JsonObject | None = None
    state: str = "open"
    ephemeral: bool = False
    owners: dict[str, str] = field(default_factory=dict)
    metadata: JsonObject = field(default_factory=dict)
    original: JsonObject | None = None
    answers: dict[str, JsonObject] = field(default_factory=dict)
    followups: int = 0


class World:
    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock, self.cdn, self.token = clock, Cdn(clock), TOKEN
        self.lock = RLock()
        self.bot = self.make_user(BOT_ID, "carnet", bot=True)
        self.emit: Callable[[str, JsonObject], None] = lambda name, payload: None
        self.accounts: dict[str, Account] = {}
        self.channels: dict[str, Channel] = {}
        self.guilds: dict[str, JsonObject] = {}
        self.interactions: dict[str, Interaction] = {}
        self.commands: list[JsonObject] = []
        self.public: list[JsonObject] = []
        self.taken_away: set[str] = set()
        self.nonces: dict[str, tuple[float, JsonObject]] = {}
        self._last_id = 0

    def new_id(self) -> str:
        with self.lock:
            now = (int(self.clock() * 1000) - DISCORD_EPOCH) << 22
            self._last_id = max(now, self._last_id + 1)
            return str(self._last_id)

    def now(self) -> str:
        return datetime.fromtimestamp(self.clock(), UTC).isoformat(timespec="microseconds")

    @staticmethod
    def make_user(user_id: str, name: str, *, bot: bool = False) -> JsonObject:
        return {
            "id": user_id, "username": name, "avatar": None, "discriminator": "0", "public_flags": 0, "flags": 0,
            "bot": bot, "global_name": None if bot else name, "primary_guild": None,
        }  # fmt: skip

    # places
    def dm_with(self, account: Account) -> Channel:
        if account.channel is None:
            account.channel = Channel(self.new_id(), DM, [account])
            self.channels[account.channel.id] = account.channel
        return account.channel

    def add_guild(self, name: str) -> JsonObject:
        """A server that the bot has joined, with one text channel."""
        guild_id = self.new_id()
        channel = Channel(self.new_id(), GUILD_TEXT, guild_id=guild_id, name="general")
        self.channels[channel.id] = channel
        self.guilds[guild_id] = guild = describe_guild(guild_id, name)
        return guild

    def channels_of(self, guild_id: str) -> list[Channel]:
        return [channel for channel in self.channels.values() if channel.guild_id == guild_id]

    def channel(self, channel_id: str) -> Channel:
        found = self.channels.get(channel_id)
        if found is None:
            raise Refusal(404, 10003, "Unknown Channel")
        if not found.bot_is_in:
            raise Refusal(403, 50001, "Missing Access")
        return found

    def channel_to_write(self, channel_id: str) -> Channel:
        """The channel, where the bot can reach the person in it."""
        channel = self.channel(channel_id)
        for account in channel.people if channel.kind == DM else ():
            if account.closed or account.deleted:
                raise Refusal(403, 50007, "Cannot send messages to this user")
            if account.no_mutual_server:
                told = "Cannot send messages to this user due to having no mutual guilds"
                raise Refusal(403, 50278, told)
        return channel

    def message(self, channel: Channel, message_id: str) -> JsonObject:
        if message_id not in channel.messages:
            raise Refusal(404, 10008, "Unknown Message")
        return channel.messages[message_id]

    # messages
    def compose(self, channel: Channel, author: JsonObject, content: str = "", **more: Any) -> JsonObject:
        message: JsonObject = {
            "type": DEFAULT, "content": content, "mentions": [], "mention_roles": [], "attachments": [], "embeds": [],
            "timestamp": self.now(), "edited_timestamp": None, "flags": 0, "components": [], "id": self.new_id(),
            "channel_id": channel.id, "author": author, "pinned": False, "mention_everyone": False, "tts": False,
        }  # fmt: skip
        return message | more

    def publish(self, channel: Channel, message: JsonObject) -> JsonObject:
        """Puts it in the channel, tells the gateway and whoever reads it."""
        ephemeral = bool(message["flags"] & EPHEMERAL)
        if not ephemeral:
            channel.messages[message["id"]] = message
            self.tell("MESSAGE_CREATE", channel, message)
        if message["author"]["id"] == BOT_ID and not message["flags"] & LOADING and not ephemeral:
            self.was_read(channel, message)
        return message

    def was_read(self, channel: Channel, message: JsonObject) -> None:
        for account in channel.people:
            account.heard.append(message)
        if channel.kind != DM:
            self.public.append(message)

    def tell(self, event: str, channel: Channel, message: JsonObject) -> None:
        if not channel.bot_is_in:
            return
        payload = self.show(message) | {"channel_type": channel.kind}
        if channel.guild_id:
            payload["guild_id"] = channel.guild_id
        if channel.guild_id and not message["author"].get("bot"):
            payload["member"] = member_of({}) | {"joined_at": message["timestamp"]}
        self.emit(event, payload)

    def update(self, channel: Channel, message: JsonObject, changes: JsonObject) -> JsonObject:
        message.update(changes)
        if not message["flags"] & EPHEMERAL:
            self.tell("MESSAGE_UPDATE", channel, message)
        return message

    def remove(self, channel: Channel, message_id: str) -> None:
        gone = channel.messages.pop(message_id, None)
        if gone is not None and channel.bot_is_in:
            place = {"guild_id": channel.guild_id} if channel.guild_id else {}
            self.emit("MESSAGE_DELETE", {"id": message_id, "channel_id": channel.id, **place})

    def show(self, message: JsonObject) -> JsonObject:
        """As it is handed out: with addresses that are signed now."""
        shown = dict(message)
        shown["attachments"] = [self.cdn.signed(attachment) for attachment in message["attachments"]]
        if "message_snapshots" in message:
            shown["message_snapshots"] = [
                {"message": snapshot["message"] | {
                    "attachments": [self.cdn.signed(told) for told in snapshot["message"]["attachments"]]}}
                for snapshot in message["message_snapshots"]
            ]  # fmt: skip
        if isinstance(shown.get("referenced_message"), dict):
            shown["referenced_message"] = self.show(shown["referenced_message"])
        return shown


def member_of(user: JsonObject) -> JsonObject:
    told = {"roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "deaf": False, "mute": False, "flags": 0}
    return told | ({"user": user} if user else {})


def describe_guild(guild_id: str, name: str) -> JsonObject:
    nothing = (
        "icon", "description", "home_header", "splash", "discovery_splash", "banner", "application_id",
        "afk_channel_id", "system_channel_id", "widget_channel_id", "max_presences", "vanity_url_code",
        "rules_channel_id", "safety_alerts_channel_id", "public_updates_channel_id", "incidents_data",
    )  # fmt: skip
    zero = (
        "system_channel_flags", "verification_level", "default_message_notifications", "mfa_level",
        "explicit_content_filter", "premium_tier", "premium_subscription_count", "nsfw_level",
    )  # fmt: skip
    everyone = {
        "id": guild_id, "name": "@everyone", "permissions": "104324673", "position": 0, "color": 0, "hoist": False,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None}, "managed": False,
        "mentionable": False, "icon": None, "unicode_emoji": None, "flags": 0,
    }  # fmt: skip
    return dict.fromkeys(nothing) | dict.fromkeys(zero, 0) | {
        "id": guild_id, "name": name, "features": [], "owner_id": "42", "region": "deprecated", "afk_timeout": 300,
        "widget_enabled": False, "roles": [everyone], "max_members": 1000, "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25, "preferred_locale": "fr", "premium_progress_bar_enabled": False, "nsfw": False,
        "emojis": [], "stickers": [],
    }  # fmt: skip
