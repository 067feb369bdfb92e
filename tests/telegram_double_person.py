"""The person's side of the double: what someone does on their phone, and what they see there.

Every act returns a `Sent(update_id, message_id)` and may be called from any thread.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from telegram_double_world import Chat, JsonObject, World

PIXEL_SIZES = ((90, 67), (320, 240), (1280, 960))


class Sent(NamedTuple):
    update_id: int
    message_id: int


def origin_user(name: str, date: int, user_id: int = 42) -> JsonObject:
    return {"type": "user", "date": date, "sender_user": {"id": user_id, "is_bot": False, "first_name": name}}


def origin_hidden(name: str, date: int) -> JsonObject:
    return {"type": "hidden_user", "date": date, "sender_user_name": name}


def origin_chat(title: str, date: int) -> JsonObject:
    return {"type": "chat", "date": date, "sender_chat": {"id": -100123, "type": "supergroup", "title": title}}


def origin_channel(title: str, date: int) -> JsonObject:
    chat = {"id": -100456, "type": "channel", "title": title}
    return {"type": "channel", "date": date, "chat": chat, "message_id": 7}


class Person:
    """One account. `id` is also the chat id. Nothing reaches the bot before `start()` or a first message."""

    def __init__(self, world: World, chat: Chat) -> None:
        self._world, self._chat = world, chat
        self._read = 0

    @property
    def id(self) -> int:
        return self._chat.id

    # what is seen
    @property
    def heard(self) -> list[JsonObject]:
        """Every message the bot ever sent here, deleted ones too."""
        return self._chat.from_bot

    @property
    def texts(self) -> list[str]:
        return [message.get("text", message.get("caption", "")) for message in self.heard]

    @property
    def screen(self) -> list[JsonObject]:
        """The messages of both sides that are still visible, in order."""
        return list(self._chat.messages.values())

    @property
    def buttons(self) -> list[str]:
        """Labels under the newest message that has any."""
        return [button["text"] for button in next((self._buttons_of(m) for m in reversed(self.screen)
                                                   if self._buttons_of(m)), [])]  # fmt: skip

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
    def start(self, payload: str = "") -> Sent:
        return self.write(f"/start {payload}".rstrip())

    def write(self, text: str, origin: JsonObject | None = None) -> Sent:
        """A message; text that begins with a slash carries the entity of a command, as from a real phone."""
        content: JsonObject = {"text": text}
        if text.startswith("/") and len(text) > 1:
            content["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
        return self._send(content, origin)

    def forward(self, text: str, origin: JsonObject) -> Sent:
        return self._send({"text": text}, origin)

    def photo(self, content: bytes, caption: str = "", origin: JsonObject | None = None, **more: Any) -> Sent:
        return self._send(self._photo(content) | _caption(caption) | more, origin)

    def document(
        self, content: bytes, name: str, mime: str = "", caption: str = "", origin: JsonObject | None = None,
        told_size: int | None = None, **more: Any,
    ) -> Sent:  # fmt: skip
        """`told_size` lies about the size; -1 keeps it silent."""
        stored = self._file(content, "documents", name, told_size)
        document = stored | {"file_name": name} | ({"mime_type": mime} if mime else {})
        return self._send({"document": document} | _caption(caption) | more, origin)

    def album(self, photos: Sequence[bytes], caption: str = "") -> list[Sent]:
        """Separate messages that share a media_group_id; the caption stands on the first."""
        group = str(self._world.number())
        return [
            self.photo(content, caption if at == 0 else "", media_group_id=group) for at, content in enumerate(photos)
        ]

    def voice(self, content: bytes, seconds: int = 3) -> Sent:
        stored = self._file(content, "voice", "voice.oga", None)
        return self._send({"voice": stored | {"duration": seconds, "mime_type": "audio/ogg"}})

    def video(self, content: bytes, name: str = "clip.mp4", caption: str = "") -> Sent:
        shape = {"width": 640, "height": 360, "duration": 5, "mime_type": "video/mp4", "file_name": name}
        return self._send({"video": self._file(content, "videos", name, None) | shape} | _caption(caption))

    def video_note(self, content: bytes) -> Sent:
        stored = self._file(content, "video_notes", "note.mp4", None)
        return self._send({"video_note": stored | {"length": 240, "duration": 4}})

    def audio(self, content: bytes, name: str = "son.mp3") -> Sent:
        shape = {"duration": 9, "mime_type": "audio/mpeg", "file_name": name}
        return self._send({"audio": self._file(content, "music", name, None) | shape})

    def animation(self, content: bytes, name: str = "drole.mp4") -> Sent:
        """Telegram sends the same file as a document too."""
        stored = self._file(content, "animations", name, None) | {"file_name": name, "mime_type": "video/mp4"}
        return self._send({"animation": stored | {"width": 320, "height": 240, "duration": 2}, "document": stored})

    def sticker(self, content: bytes = b"RIFFwebp", emoji: str = "\N{CRYING FACE}") -> Sent:
        shape = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return self._send({"sticker": self._file(content, "stickers", "s.webp", None) | shape | {"emoji": emoji}})

    def location(self) -> Sent:
        return self._send({"location": {"latitude": 48.85, "longitude": 2.35}})

    def message(self, content: JsonObject) -> Sent:
        """Any other content of the specification, such as a contact or a service message."""
        return self._send(content)

    def edit(self, message_id: int, text: str) -> Sent:
        message = self._chat.messages[message_id]
        field = "text" if "text" in message else "caption"
        message.update({field: text, "edit_date": self._world.now()})
        message.pop("entities", None)
        return Sent(self._world.updates.add("edited_message", message), message_id)

    def tap(self, label: str, on: int | None = None) -> Sent:
        """Only on a button that is on the screen; `on` names an older message. Found by label or by data."""
        message, button = self._find_button(label, on)
        query = f"{self.id}{self._world.number():09d}"
        self._world.queries[query] = self._world.clock()
        update = self._world.updates.add("callback_query", {
            "id": query, "from": self._chat.user, "message": message,
            "chat_instance": str(-self.id), "data": button["callback_data"],
        })  # fmt: skip
        return Sent(update, message["message_id"])

    def delete_on_my_side(self, message_id: int) -> None:
        """Telegram tells the bot nothing."""
        del self._chat.messages[message_id]

    def block(self) -> Sent:
        self._chat.blocked = True
        return self._membership({"status": "member"}, {"status": "kicked", "until_date": 0})

    def unblock(self) -> Sent:
        self._chat.blocked = False
        return self._membership({"status": "kicked", "until_date": 0}, {"status": "member"})

    def leave_telegram(self) -> None:
        self._chat.deactivated = True

    # inside
    def _send(self, content: JsonObject, origin: JsonObject | None = None) -> Sent:
        self._chat.started = True
        message = {
            "message_id": self._world.number(), "from": self._chat.user, "chat": self._chat.as_chat(),
            "date": self._world.now(), **({"forward_origin": origin} if origin else {}), **content,
        }  # fmt: skip
        self._chat.messages[message["message_id"]] = message
        return Sent(self._world.updates.add("message", message), message["message_id"])

    def _file(self, content: bytes, folder: str, name: str, told_size: int | None) -> JsonObject:
        size = len(content) if told_size is None else None if told_size < 0 else told_size
        stored = self._world.store_file(content, folder, name, size)
        told = {} if size is None else {"file_size": size}
        return {"file_id": stored.file_id, "file_unique_id": stored.file_id[-9:], **told}

    def _photo(self, content: bytes) -> JsonObject:
        """Three sizes, smallest first; only the largest has the real bytes."""
        contents = [b"thumbnail", b"medium picture", content]
        return {"photo": [
            self._file(data, "photos", "p.jpg", None) | {"width": width, "height": height}
            for data, (width, height) in zip(contents, PIXEL_SIZES, strict=True)
        ]}  # fmt: skip

    def _membership(self, old: JsonObject, new: JsonObject) -> Sent:
        payload = {
            "chat": self._chat.as_chat(), "from": self._chat.user, "date": self._world.now(),
            "old_chat_member": old | {"user": self._world.bot}, "new_chat_member": new | {"user": self._world.bot},
        }  # fmt: skip
        return Sent(self._world.updates.add("my_chat_member", payload), 0)

    @staticmethod
    def _buttons_of(message: JsonObject) -> list[JsonObject]:
        return [button for row in message.get("reply_markup", {}).get("inline_keyboard", ()) for button in row]

    def _find_button(self, label: str, on: int | None) -> tuple[JsonObject, JsonObject]:
        for message in reversed(self.screen):
            for button in self._buttons_of(message) if on in (None, message["message_id"]) else ():
                if label in (button["text"], button.get("callback_data")):
                    return message, button
        raise AssertionError(f"no button {label!r} on the screen; there are {self.buttons}")


def _caption(caption: str) -> JsonObject:
    return {"caption": caption} if caption else {}


async def until(holds: Callable[[], bool], within: float = 10.0, what: str = "the condition") -> None:
    """Waits until something is true; fails with its name otherwise."""
    deadline = time.monotonic() + within
    while not holds():
        assert time.monotonic() < deadline, f"{what} did not come within {within} s"
        await asyncio.sleep(0.005)
