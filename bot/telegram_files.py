"""The files of a message, with the name and kind that Telegram forgets once the file is asked for."""

from collections.abc import Iterator

from telegram import (
    Animation,
    Audio,
    Document,
    LivePhoto,
    Message,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginHiddenUser,
    MessageOriginUser,
    PhotoSize,
    Sticker,
    Video,
    VideoNote,
    Voice,
)

from conversations.events import FileKind, FileRef, Origin

# Telegram re-encodes what is sent as a photo or a round video, always to these.
PHOTO, ROUND_VIDEO, STILL_STICKER, DRAWN_STICKER, MOVING_STICKER = (
    "image/jpeg",
    "video/mp4",
    "image/webp",
    "application/x-tgsticker",
    "video/webm",
)

Carried = PhotoSize | Animation | LivePhoto | Video | VideoNote | Voice | Audio | Sticker | Document


def file_of(message: Message, number: str, origin: Origin | None) -> FileRef | None:
    """The one file a message carries; `number` is the message's own id."""
    for kind, found, mime in _carried(message):
        return FileRef(
            reference=found.file_id,
            kind=kind,
            size=found.file_size,
            mime=mime or getattr(found, "mime_type", None) or "",
            name=getattr(found, "file_name", None) or "",
            message=number,
            origin=origin,
            sent_at=message.date,
        )
    return None


def _carried(message: Message) -> Iterator[tuple[FileKind, Carried, str]]:
    """A moving picture is sent as an animation and, for old clients, as a document too: the first counts."""
    if message.photo:
        yield "photo", max(message.photo, key=_area), PHOTO
    if message.animation:
        yield "animation", message.animation, ""
    if message.live_photo:
        yield "video", message.live_photo, ""
    if message.video:
        yield "video", message.video, ""
    if message.video_note:
        yield "video", message.video_note, ROUND_VIDEO
    if message.voice:
        yield "voice", message.voice, ""
    if message.audio:
        yield "audio", message.audio, ""
    if message.sticker:
        yield "sticker", message.sticker, _sticker_mime(message.sticker)
    if message.document:
        yield "document", message.document, ""


def _area(size: PhotoSize) -> int:
    return size.width * size.height


def _sticker_mime(sticker: Sticker) -> str:
    if sticker.is_animated:
        return DRAWN_STICKER
    return MOVING_STICKER if sticker.is_video else STILL_STICKER


def origin_of(message: Message) -> Origin | None:
    """Who wrote a forwarded message and when, as far as Telegram says; a hidden author is only a name."""
    match message.forward_origin:
        case None:
            return None
        case MessageOriginUser(date=date, sender_user=user):
            return Origin(date=date, author=_with_handle(user.full_name, user.username), kind="user")
        case MessageOriginHiddenUser(date=date, sender_user_name=name):
            return Origin(date=date, author=name, kind="hidden_user")
        case MessageOriginChat(date=date, sender_chat=chat, author_signature=signature):
            return Origin(date=date, author=_signed(_with_handle(chat.title, chat.username), signature), kind="chat")
        case MessageOriginChannel(date=date, chat=chat, author_signature=signature):
            return Origin(date=date, author=_signed(_with_handle(chat.title, chat.username), signature), kind="channel")
        case other:
            raise ValueError("unknown kind of origin", type(other).__name__)


def _with_handle(name: str | None, handle: str | None) -> str:
    return " ".join(part for part in (name or "", f"@{handle}" if handle else "") if part)


def _signed(name: str, signature: str | None) -> str:
    return f"{name} ({signature})" if signature else name
