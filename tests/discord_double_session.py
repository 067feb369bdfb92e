"""One session of the gateway: what it is told, under growing numbers, and its welcome."""

import json
from dataclasses import dataclass, field

from discord_double_link import Link
from discord_double_world import BOT_ID, JsonObject, World, member_of

DISPATCH = 0
GUILDS, GUILD_MESSAGES, DIRECT_MESSAGES, MESSAGE_CONTENT = 1 << 0, 1 << 9, 1 << 12, 1 << 15
EMPTY_LISTS = (
    "voice_states", "threads", "presences", "stage_instances", "guild_scheduled_events", "soundboard_sounds",
)  # fmt: skip


@dataclass
class Session:
    """`history` keeps what was dispatched, as (number, text)."""

    id: str
    intents: int
    shard: tuple[int, int] = (0, 1)
    alive: bool = True
    left_at: float = 0.0
    link: Link | None = None
    sequence: int = 0
    history: list[tuple[int, str]] = field(default_factory=list)

    def wants(self, name: str, payload: JsonObject) -> bool:
        guild = payload.get("id") if name == "GUILD_CREATE" else payload.get("guild_id")
        if (int(guild) >> 22) % self.shard[1] != self.shard[0] if guild else self.shard[0] != 0:
            return False
        if name.startswith("MESSAGE_"):
            return bool(self.intents & (GUILD_MESSAGES if guild else DIRECT_MESSAGES))
        return bool(self.intents & GUILDS) if name in ("GUILD_CREATE", "CHANNEL_UPDATE") else True

    def dispatch(self, name: str, payload: JsonObject) -> None:
        self.sequence += 1
        shown = self._as_allowed(name, payload)
        text = json.dumps({"op": DISPATCH, "d": shown, "s": self.sequence, "t": name}, ensure_ascii=False)
        self.history.append((self.sequence, text))
        if self.link is not None:
            self.link.send(text)

    def _as_allowed(self, name: str, payload: JsonObject) -> JsonObject:
        """Messages of a server are empty without MESSAGE_CONTENT, unless they are the bot's or name it."""
        if not name.startswith("MESSAGE_") or "guild_id" not in payload or "author" not in payload:
            return payload
        concerned = [payload["author"]["id"], *(user["id"] for user in payload["mentions"])]
        if BOT_ID in concerned or self.intents & MESSAGE_CONTENT:
            return payload
        return payload | {"content": "", "attachments": [], "embeds": [], "components": []}


def ready_of(world: World, session: Session, resume_url: str) -> JsonObject:
    guilds = [{"id": guild_id, "unavailable": True} for guild_id in world.guilds]
    return {
        "v": 10, "user": world.bot, "guilds": guilds, "session_id": session.id, "shard": list(session.shard),
        "resume_gateway_url": resume_url, "application": {"id": BOT_ID, "flags": 0}, "private_channels": [],
        "session_type": "normal",
    }  # fmt: skip


def whole_guild(world: World, guild: JsonObject) -> JsonObject:
    told = {name: [] for name in EMPTY_LISTS}
    return guild | told | {
        "joined_at": "2026-01-01T00:00:00+00:00", "large": False, "unavailable": False, "member_count": 2,
        "members": [member_of(world.bot)],
        "channels": [channel.as_channel() for channel in world.channels_of(guild["id"])],
    }  # fmt: skip
