"""The files of a message: where they are found again, and of what kind they are."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field

from conversations.events import FileKind, FileRef, Origin

VOICE_MESSAGE = 1 << 13
KINDS: dict[str, FileKind] = {"image": "photo", "video": "video", "audio": "audio"}


def _is_number(text: str) -> str:
    if not (text.isascii() and text.isdecimal() and len(text) <= 20):
        raise ValueError("no snowflake")
    return text


Snowflake = Annotated[str, AfterValidator(_is_number)]


class Attachment(BaseModel):
    """A file that lies with Discord, behind an address that ends."""

    id: Snowflake
    filename: str = ""
    size: int = Field(0, ge=0)
    url: str = ""
    content_type: str | None = None


class Sticker(BaseModel):
    id: Snowflake


class Forwarded(BaseModel):
    """A message as it was when somebody forwarded it: its words and date, and nobody's name."""

    content: str = ""
    timestamp: AwareDatetime | None = None
    flags: int = 0
    attachments: list[Attachment] = []
    sticker_items: list[Sticker] = []

    @property
    def origin(self) -> Origin:
        return Origin(date=self.timestamp, author=None, kind="snapshot")


def files_of(
    message: str,
    attachments: list[Attachment],
    stickers: list[Sticker],
    flags: int,
    at: datetime,
    origin: Origin | None = None,
) -> Iterator[FileRef]:
    """`reference` is the attachment's own number: its address is asked for anew when the file is fetched."""
    for one in attachments:
        yield FileRef(
            reference=one.id,
            kind="voice" if flags & VOICE_MESSAGE else kind_of(one.content_type),
            size=one.size,
            mime=one.content_type or "",
            name=one.filename,
            message=message,
            origin=origin,
            sent_at=at,
        )
    for sticker in stickers:
        yield FileRef(reference=sticker.id, kind="sticker", message=message, origin=origin, sent_at=at)


def uploads_of(attachments: list[Attachment], at: datetime) -> Iterator[FileRef]:
    """Files of a form stand in no message that could be read again: their own address is all there is."""
    for one in attachments:
        yield FileRef(
            reference=one.url,
            kind=kind_of(one.content_type),
            size=one.size,
            mime=one.content_type or "",
            name=one.filename,
            sent_at=at,
        )


def kind_of(mime: str | None) -> FileKind:
    return KINDS.get((mime or "").partition("/")[0], "document")
