"""The text of an exported chat out of its ZIP. Runs in the child alone; nothing but text is ever unpacked."""

import codecs

# Codecs load themselves when they are first used; the child can open no file by then.
import encodings.cp437
import encodings.utf_8_sig  # noqa: F401
import re
import struct
import zipfile
from io import BytesIO
from typing import Final

MOST_ENTRIES: Final = 2_000
MOST_UNPACKED: Final = 200 * 1024 * 1024
MOST_TEXT: Final = 20 * 1024 * 1024
LOOKED_AT: Final = 200
_END = b"PK\x05\x06"
_END_BYTES, _LONGEST_COMMENT = 22, 65_535
# How names and texts in an archive are written. Looked up here: the child, when it unpacks, can open no file.
for _name in ("cp437", "utf-8-sig"):
    codecs.lookup(_name)
_CHAT_NAMES = frozenset({"_chat.txt"})
# The beginning of a message, as Android and iOS write it: `31/10/2026, 18:04 - X: …`, `[31/10/2026 18:04:07] X: …`.
_MESSAGE = re.compile(r"\u200e?\[?\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4},? (à )?\d{1,2}[:.h]\d\d", re.MULTILINE)


class NoChat(Exception):
    """The archive is not the export of a chat."""


def chat_text(data: bytes) -> str:
    """The text of the chat in an archive. Raises NoChat, or anything for an archive that is none."""
    _check_count(data)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        entries = archive.infolist()
        if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
            raise NoChat
        for entry in sorted(filter(_may_be_text, entries), key=lambda one: not _is_chat(one)):
            text = _read(archive, entry)
            if text is not None and _MESSAGE.search("\n".join(text.splitlines()[:LOOKED_AT])):
                return text
    raise NoChat


def _check_count(data: bytes) -> None:
    """Before the list of entries is read: how long it says it is."""
    at = data.rfind(_END, max(0, len(data) - _END_BYTES - _LONGEST_COMMENT))
    if at < 0 or len(data) - at < _END_BYTES or struct.unpack_from("<H", data, at + 10)[0] > MOST_ENTRIES:
        raise NoChat


def _may_be_text(entry: zipfile.ZipInfo) -> bool:
    encrypted = entry.flag_bits & 1
    return entry.filename.lower().endswith(".txt") and not encrypted and 0 < entry.file_size <= MOST_TEXT


def _is_chat(entry: zipfile.ZipInfo) -> bool:
    name = entry.filename.rsplit("/", 1)[-1].lower()
    return name in _CHAT_NAMES or "whatsapp" in name


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> str | None:
    with archive.open(entry) as file:
        content = file.read(MOST_TEXT + 1)
    if len(content) > MOST_TEXT:
        raise NoChat
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
