"""The pictures of one dossier as its pages can carry them: as they are, or what the decoding child makes of them.

Nothing is decoded here, nor where the pages are set. What a PDF cannot carry (transparency, CMYK, interlacing, 16 bits)
is flattened beforehand, sealed, and taken away again when the documents are made.
"""

from collections.abc import Iterable
from types import TracebackType
from typing import Self

from bot.decoding import Decoder, DecodingFailed
from bot.picture_parts import parts_of
from conversations.dossier import Exhibit
from storage.blobs import Blobs

# Larger pictures are camera photographs: their preview is as readable on A4, and a volume stays small.
LARGEST_UNTOUCHED = 2 * 1024 * 1024
AS_THEY_ARE = ("image/png", "image/jpeg")
# A preview of a longer capture is too narrow for its words to be read.
LONG = 3


class PaperPictures:
    """Blocks. As a context it takes away what it had made."""

    def __init__(self, blobs: Blobs, outgoing: Blobs, key: str) -> None:
        self._blobs, self._outgoing, self._key = blobs, outgoing, key
        self._chosen: dict[int, tuple[Blobs, str]] = {}
        self._made: list[str] = []

    def prepare(self, exhibits: Iterable[Exhibit]) -> None:
        """Chooses for each what will stand on its page. The decoder has gone when this returns: it never holds memory
        beside the composer. Raises SealBroken, StorageError.
        """
        decoder = Decoder()
        try:
            for exhibit in exhibits:
                self._chosen[exhibit.number] = self._choice(exhibit, decoder)
        finally:
            decoder.close()

    def of(self, exhibit: Exhibit) -> bytes:
        """The file for the page of an exhibit that was prepared; empty where nobody can see it."""
        blobs, blob = self._chosen[exhibit.number]
        return b"".join(blobs.read(blob)) if blob else b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for blob in self._made:
            self._outgoing.remove(blob)

    def _choice(self, exhibit: Exhibit, decoder: Decoder) -> tuple[Blobs, str]:
        if exhibit.mime in AS_THEY_ARE and exhibit.size <= LARGEST_UNTOUCHED:
            if parts_of(b"".join(self._blobs.read(exhibit.blob))) is not None:
                return self._blobs, exhibit.blob
        elif exhibit.preview and exhibit.height <= LONG * exhibit.width:
            return self._blobs, exhibit.preview
        flat = self._flattened(exhibit, decoder)
        return (self._outgoing, self._sealed(flat)) if flat else (self._blobs, exhibit.preview)

    def _flattened(self, exhibit: Exhibit, decoder: Decoder) -> bytes:
        """Empty where it cannot be had. A child that broke down is asked once more: the same picture is to give the
        same page, and it may have been the machine.
        """
        for _ in range(2):
            try:
                return decoder.on_paper(self._blobs.read(exhibit.blob), exhibit.mime)
            except DecodingFailed as failure:
                if failure.fault != "crashed":
                    break
        return b""

    def _sealed(self, flat: bytes) -> str:
        with self._outgoing.begin(self._key) as writer:
            writer.write(flat)
            sealed = writer.finish()
        self._made.append(sealed.id)
        return sealed.id
