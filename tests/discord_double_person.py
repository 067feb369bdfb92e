"""The person's side of the double: what someone writes and reads on their phone.

Every act returns a `Sent(id, message_id)`: the id of the event (message or interaction), and the message it is about.
Acts may come from any thread. Buttons, selects, commands and modals: discord_double_taps.Taps, which a Person has too.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any

from discord_double_components import walk
from discord_double_messages import store
from discord_double_taps import Attached, Sent, Taps
from discord_double_world import EPHEMERAL, HAS_SNAPSHOT, REPLY, Account, Channel, JsonObject, World


class Person(Taps):
    """One account; `channel` is its direct messages with the bot."""

    def __init__(self, world: World, account: Account) -> None:
        super().__init__(world, account)
        self._read = 0

    @property
    def id(self) -> str:
        return self._account.id

    @property
    def channel(self) -> Channel:
        return self._world.dm_with(self._account)

    # what is seen
    @property
    def heard(self) -> list[JsonObject]:
        """Every message of the bot that this person could read, erased ones and ephemeral ones too."""
        return self._account.heard

    @property
    def texts(self) -> list[str]:
        return [text_of(message) for message in self.heard]

    @property
    def whispers(self) -> list[JsonObject]:
        """What was said for this person's eyes alone (ephemeral)."""
        return [message for message in self.heard if message["flags"] & EPHEMERAL]

    @property
    def buttons(self) -> list[str]:
        """Labels under the newest message that has any."""
        for message in reversed(self.screen):
            labels = [part["label"] for part in walk(message["components"]) if "label" in part and part["type"] == 2]
            if labels:
                return labels
        return []

    @property
    def waiting(self) -> bool:
        """Whether a deferred answer still says that the bot is thinking."""
        mine = [one for one in self._world.interactions.values() if one.person is self._account]
        return any(one.state == "deferred" for one in mine)

    async def hears(self, number: int = 1, within: float = 10.0) -> list[JsonObject]:
        """Waits for that many messages of the bot not returned before."""
        await until(lambda: len(self.heard) >= self._read + number, within, f"{number} more message(s)")
        return self._unread(number)

    def hears_now(self, number: int = 1, within: float = 10.0) -> list[JsonObject]:
        """The same for a test that has no event loop (the double runs in a thread)."""
        deadline = time.monotonic() + within
        while len(self.heard) < self._read + number:
            assert time.monotonic() < deadline, f"{number} more message(s) did not come"
            time.sleep(0.005)
        return self._unread(number)

    def _unread(self, number: int) -> list[JsonObject]:
        news = self.heard[self._read : self._read + number]
        self._read += number
        return news

    # what is done
    def write(self, text: str, where: Channel | None = None, **more: Any) -> Sent:
        """A message: to the bot, or in a channel of a server."""
        return self._send({"content": text} | more, where or self.channel)

    def reply(self, message_id: str, text: str) -> Sent:
        reference = {"type": 0, "channel_id": self.channel.id, "message_id": message_id}
        return self._send({"content": text, "type": REPLY, "message_reference": reference}, self.channel)

    def photo(self, content: bytes, text: str = "", name: str = "capture.png", **more: Any) -> Sent:
        return self.files([Attached(content, name, "image/png", more)], text)

    def files(self, files: Sequence[Attached], text: str = "") -> Sent:
        """Up to ten in one message."""
        return self._send({"content": text, "attachments": [self._store(file) for file in files]}, self.channel)

    def voice(self, content: bytes, seconds: float = 3.0) -> Sent:
        more = {"duration_secs": seconds, "waveform": "AAAA"}
        attachment = self._store(Attached(content, "voice-message.ogg", "audio/ogg", more))
        return self._send({"attachments": [attachment], "flags": 1 << 13}, self.channel)

    def sticker(self) -> Sent:
        item = {"id": self._world.new_id(), "name": "Wumpus", "format_type": 1}
        return self._send({"sticker_items": [item]}, self.channel)

    def forward(self, text: str, sent_at: str, files: Sequence[Attached] = ()) -> Sent:
        """Somebody's message as Discord forwards it: its words and its date (ISO 8601), nobody's name."""
        snapshot = {
            "type": 0, "content": text, "mentions": [], "mention_roles": [], "embeds": [], "timestamp": sent_at,
            "edited_timestamp": None, "flags": 0, "components": [],
            "attachments": [self._store(file) for file in files],
        }  # fmt: skip
        reference = {"type": 1, "channel_id": self._world.new_id(), "message_id": self._world.new_id()}
        return self._send(
            {"message_reference": reference, "message_snapshots": [{"message": snapshot}], "flags": HAS_SNAPSHOT},
            self.channel,
        )

    def edit(self, message_id: str, text: str) -> Sent:
        changes = {"content": text, "edited_timestamp": self._world.now()}
        self._world.update(self.channel, self.channel.messages[message_id], changes)
        return Sent(message_id, message_id)

    def unfurl(self, message_id: str) -> Sent:
        """Discord adds the preview of a link by itself: an update, but no edit of anybody."""
        preview = {"type": "link", "url": "https://example.org/", "title": "Example"}
        self._world.update(self.channel, self.channel.messages[message_id], {"embeds": [preview]})
        return Sent(message_id, message_id)

    def pin(self, message_id: str) -> Sent:
        """An update without an edit, and a line of the system in this person's name."""
        self._world.update(self.channel, self.channel.messages[message_id], {"pinned": True})
        reference = {"type": 0, "channel_id": self.channel.id, "message_id": message_id}
        return self._send({"type": 6, "message_reference": reference}, self.channel)

    def erase(self, message_id: str) -> Sent:
        self._world.remove(self.channel, message_id)
        return Sent(message_id, message_id)

    def close_dms(self) -> None:
        """Closed direct messages; a blocked bot sees the same."""
        self._account.closed = True

    def open_dms(self) -> None:
        self._account.closed = False

    def leave_servers(self) -> None:
        """Nothing in common with the bot any more."""
        self._account.no_mutual_server = True

    def delete_account(self) -> None:
        self._account.deleted = True
        self._account.user.update(username=f"deleted_user_{self.id[-6:]}", global_name=None)

    # inside
    def _send(self, content: JsonObject, where: Channel) -> Sent:
        with self._world.lock:
            message = self._world.compose(where, self._account.user) | content
            self._world.publish(where, message)
        return Sent(message["id"], message["id"])

    def _store(self, file: Attached) -> JsonObject:
        picture = {"width": 640, "height": 480} if (file.mime or "").startswith("image/") else {}
        return store(self._world, self.channel, file.name, file.content, file.mime, **picture | file.more)


def text_of(message: JsonObject) -> str:
    """Its content, or the texts that its components display."""
    displayed = [part["content"] for part in walk(message["components"]) if part["type"] == 10]
    return str(message["content"]) or "\n".join(displayed)


async def until(holds: Callable[[], bool], within: float = 10.0, what: str = "the condition") -> None:
    """Waits until something is true; fails with its name otherwise."""
    deadline = time.monotonic() + within
    while not holds():
        assert time.monotonic() < deadline, f"{what} did not come within {within} s"
        await asyncio.sleep(0.005)
