"""What a file is, by its content alone: its name and the type it was declared with are never believed.

Only what an association can show to a court is kept: pictures, sound, film, PDF, plain text, and an archive that may be
an exported chat. Other archives, office files, SVG, HTML and programs are refused.
"""

import codecs
import re

import filetype  # type: ignore[import-untyped]

from bot.picture_size import is_too_big, size_of

HEAD = 8192
PICTURES = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})
OTHERS = frozenset({"application/pdf", "audio/mpeg", "audio/ogg"})
# Kept only where the child finds an exported chat in it.
ARCHIVE = "application/zip"
TEXT = "text/plain"
# The library does not know most brands of this family, so that a film or a HEIC picture needs a table of its own.
BRANDS = {
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"), "image/heic"),
    **dict.fromkeys((b"M4A ", b"M4B "), "audio/mp4"),
    **dict.fromkeys((b"isom", b"mp41", b"mp42", b"avc1", b"M4V ", b"dash", b"MSNV"), "video/mp4"),
    **dict.fromkeys((b"iso2", b"iso3", b"iso4", b"iso5", b"iso6"), "video/mp4"),
    b"qt  ": "video/quicktime",
}
# Text that a program would run or draw rather than show.
ACTIVE_TEXT = re.compile(
    rb"\s*(#!|\{\\rtf|%!PS|X5O!P%@AP|<\?(xml|php|=)|<!doctype|<!--|<[/a-z][a-z0-9:-]*[\s/>])", re.IGNORECASE
)
# Bytes that no chat export, note or copy of a message contains.
NOT_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
BYTE_ORDER_MARK = codecs.BOM_UTF8


class NotAccepted(Exception):
    """The file is of a kind that is not kept."""


class TooManyPoints(NotAccepted):
    """A picture so big that it is never decoded."""


class Sniffer:
    """Follows a file as it comes in: refuses it as soon as it is known to be of the wrong kind.

    `kind` is its type, such as image/png, once enough of it was seen.
    """

    def __init__(self) -> None:
        self._head = bytearray()
        self.kind = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def feed(self, piece: bytes) -> None:
        """Looks at the next piece. Raises NotAccepted."""
        if self.kind:
            self._check_text(piece)
            return
        self._head += piece
        if len(self._head) >= HEAD:
            self._decide()

    def finish(self) -> str:
        """The type of the whole file, such as image/png. Raises NotAccepted."""
        if not self.kind:
            self._decide()
        self._check_text(b"", final=True)
        return self.kind

    def _decide(self) -> None:
        head = bytes(self._head)
        self.kind = _binary_kind(head) or TEXT
        size = size_of(self.kind, head)
        if size is not None and is_too_big(size):
            raise TooManyPoints
        self._check_text(head)
        if self.kind == TEXT and ACTIVE_TEXT.match(head.removeprefix(BYTE_ORDER_MARK)):
            raise NotAccepted

    def _check_text(self, piece: bytes, final: bool = False) -> None:
        if self.kind != TEXT:
            return
        try:
            self._decoder.decode(piece, final)
        except UnicodeDecodeError:
            raise NotAccepted from None
        if NOT_TEXT.search(piece):
            raise NotAccepted


def _binary_kind(head: bytes) -> str:
    """The accepted binary type of a file that begins with `head`; empty where it can only be text."""
    if not head.startswith(b"%PDF-") and _reads_as_text(head):
        return ""
    if head[4:8] == b"ftyp":
        return _film_kind(head)
    guessed = filetype.guess_mime(head) or ""
    if guessed == "image/apng":
        return "image/png"
    if guessed in ("video/webm", "video/x-matroska") and b"webm" in head[:64]:
        return "video/webm"
    if guessed in PICTURES | OTHERS | {ARCHIVE}:
        return str(guessed)
    raise NotAccepted


def _film_kind(head: bytes) -> str:
    length = min(int.from_bytes(head[:4], "big"), len(head))
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, length, 4))]
    if b"avif" in brands:
        raise NotAccepted
    for brand in brands:
        if brand in BRANDS:
            return BRANDS[brand]
    raise NotAccepted


def _reads_as_text(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return not NOT_TEXT.search(head)
