"""What a PDF cannot carry is made flat by the decoding child, never where the pages are set, and can be read on A4."""

import io
import struct
import sys
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pikepdf
import pytest
from dossier_fixtures import content, exhibit, pages_of, signature
from pdf_checks import faults_of, pictures
from PIL import Image

from bot import typeset
from bot.decoding import Decoder, DecodingFailed, is_bare_jpeg
from bot.dossier_making import Press
from bot.packs import open_library
from bot.picture_parts import parts_of
from conversations.dossier import DossierContent
from storage.blobs import Blobs
from storage.store import Store
from storage.vault import KEY_BYTES, Vault
from tests.hostile_files import HEIC, PNG_START, chunk, drawn, exif_with_everything, saved

A_MOMENT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def interlaced(side: int = 8) -> bytes:
    """A black PNG in the seven passes of Adam7, which nothing here can write."""
    passes = ((0, 8, 0, 8), (4, 8, 0, 8), (0, 4, 4, 8), (2, 4, 0, 4), (0, 2, 2, 4), (1, 2, 0, 2), (0, 1, 1, 2))
    sizes = [(len(range(x, side, dx)), len(range(y, side, dy))) for x, dx, y, dy in passes]
    data = zlib.compress(b"".join(bytes((1 + width) * height) for width, height in sizes))
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 1)
    return PNG_START + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def odd_pictures() -> list[tuple[bytes, str]]:
    """Everything that a PDF cannot carry as it is."""
    capture = drawn(Random(1), (1080, 2340))
    mirrored = Image.Exif()
    mirrored[0x0112] = 5
    return [
        (saved(capture.convert("RGBA"), "PNG"), "image/png"),
        (saved(capture.convert("LA"), "PNG"), "image/png"),
        (saved(Image.new("I;16", (300, 200), 40_000), "PNG"), "image/png"),
        (interlaced(), "image/png"),
        (saved(capture.quantize(32), "PNG", transparency=0), "image/png"),
        (saved(capture.convert("CMYK"), "JPEG"), "image/jpeg"),
        (saved(capture, "JPEG", exif=mirrored), "image/jpeg"),
        (saved(drawn(Random(2), (600, 4200)), "WEBP"), "image/webp"),
        (HEIC, "image/heic"),
    ]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path / "data", Vault(bytes(KEY_BYTES)))
    yield store
    store.close()


class House:
    """A store in which pictures are kept, and the press that prints them."""

    def __init__(self, store: Store) -> None:
        self.key = store.write_now(lambda tx: tx.vault.new_key(A_MOMENT))
        self.blobs, self.outgoing = (
            Blobs(store.folder / name, store.cipher, store.halves) for name in ("blobs", "outgoing")
        )

    def kept(self, files: list[tuple[bytes, str]], previews: dict[int, bytes] | None = None) -> DossierContent:
        previews = previews or {}
        shown = [
            exhibit(number, file, mime).model_copy(
                update={"blob": self._sealed(file), "preview": self._sealed(previews.get(number, b""))}
            )
            for number, (file, mime) in enumerate(files, 1)
        ]
        return content().model_copy(update={"exhibits": tuple(shown)})

    def printed(self, made: DossierContent) -> dict[str, bytes]:
        press = Press(self.blobs, self.outgoing, open_library(), self.key)
        return {one.name: b"".join(self.outgoing.read(one.sealed.id)) for one in press.printed(made, signature(), True)}

    def _sealed(self, file: bytes) -> str:
        if not file:
            return ""
        with self.blobs.begin(self.key) as writer:
            writer.write(file)
            return writer.finish().id


def test_what_a_pdf_cannot_carry_is_shown(store: Store) -> None:
    """Flat, upright, without notes, wide enough for its words; the same every time; and nothing of it is left."""
    files, house = odd_pictures(), House(store)
    assert [parts_of(file) for file, _ in files] == [None] * len(files)
    made = house.kept(files)
    first = house.printed(made)
    assert house.printed(made) == first
    assert faults_of(first["document.pdf"]) == []
    with pikepdf.open(io.BytesIO(first["document.pdf"])) as pdf:
        laid = [picture.read_raw_bytes() for picture in pictures(pdf)]
    assert all(is_bare_jpeg(picture) for picture in laid)
    sizes = sorted(Image.open(io.BytesIO(picture)).size for picture in laid)
    # Long ones keep a width that can be read; nothing is made larger than it was.
    tall = (round(1080 * 1600 / 2340), 1600)
    assert sizes == sorted([*[tall] * 4, (300, 200), (8, 8), tall[::-1], (533, 3733), (320, 200)])
    assert len(list(house.outgoing.names())) == 2 * len(first)


def test_colours_are_those_seen() -> None:
    """Sixteen bits do not turn white, light words on nothing keep a ground on which they can be read."""
    decoder = Decoder()
    grey = decoder.on_paper(iter([saved(Image.new("I;16", (64, 64), 40_000), "PNG")]), "image/png")
    letters = Image.new("RGBA", (90, 90), (255, 255, 255, 0))
    letters.paste((255, 255, 255, 255), (30, 30, 60, 60))
    flat = decoder.on_paper(iter([saved(letters, "PNG")]), "image/png")
    decoder.close()
    assert abs(Image.open(io.BytesIO(grey)).getpixel((5, 5))[0] - 156) < 3
    picture = Image.open(io.BytesIO(flat)).convert("L")
    assert picture.getpixel((45, 45)) - picture.getpixel((5, 5)) > 150


def test_previews_serve_where_they_can_be_read(store: Store) -> None:
    """A photograph goes in as its preview; where decoding fails the preview, where there is none the words alone."""
    house = House(store)
    preview = saved(Image.new("RGB", (40, 30), (9, 200, 9)), "JPEG")
    broken = saved(Image.new("RGBA", (64, 64), (200, 9, 9, 9)), "PNG")[:-30]
    webp = saved(Image.new("RGB", (64, 48), (9, 9, 200)), "WEBP")
    made = house.kept([(webp, "image/webp"), (broken, "image/png"), (broken, "image/png")], {1: preview, 2: preview})
    sized = [one.model_copy(update={"width": 64, "height": 48}) for one in made.exhibits]
    printed = house.printed(made.model_copy(update={"exhibits": tuple(sized)}))
    with pikepdf.open(io.BytesIO(printed["document.pdf"])) as pdf:
        laid = {picture.read_raw_bytes() for picture in pictures(pdf)}
    shown = parts_of(preview)
    assert shown is not None
    assert laid == {shown.data}


def test_only_bare_pictures_come_back() -> None:
    decoder = Decoder()
    noted = saved(Image.new("RGBA", (40, 40)), "PNG", exif=exif_with_everything(Random(1)))
    assert is_bare_jpeg(decoder.on_paper(iter([noted + b"<script>"]), "image/png"))
    for file in (b"", b"\x89PNG\r\n\x1a\n" + bytes(99), noted[:60]):
        with pytest.raises(DecodingFailed, match="unreadable"):
            decoder.on_paper(iter([file]), "image/png")
    decoder.close()


CHILD = "import sys; from bot.typeset_child import main; main(); {then}"


@pytest.mark.parametrize(
    ("then", "shown"),
    [("assert not [name for name in sys.modules if name.startswith('PIL.')]", 1), ("import PIL", None)],
)
def test_pages_are_set_without_a_decoder(then: str, shown: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where pages are set no decoder was loaded, and none can be; a picture that would need one is told in words."""
    monkeypatch.setattr(typeset, "CHILD", [sys.executable, "-I", "-c", CHILD.format(then=then)])
    assert set_with(*(saved(Image.new(mode, (40, 40)), "PNG") for mode in ("RGBA", "RGB"))) == shown


def set_with(*files: bytes) -> int | None:
    """How many pictures stand in the pages of these; None where they could not be set."""
    shown = tuple(exhibit(number, file) for number, file in enumerate(files, 1))
    [sheet] = pages_of(content().model_copy(update={"exhibits": shown}))
    out = bytearray()
    try:
        typeset.set_sheet(sheet, lambda: files, out.extend)
    except typeset.TypesettingFailed:
        return None
    with pikepdf.open(io.BytesIO(bytes(out))) as pdf:
        return len(list(pictures(pdf)))
