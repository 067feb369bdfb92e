"""Pictures go into a PDF as they are, or not at all: never decoded, never compressed again, no metadata."""

import io
import random
import zlib

import pikepdf
import pytest
from PIL import Image

from bot.picture_parts import parts_of
from bot.typeset_child import lay_picture


def picture(mode: str = "RGB", kind: str = "PNG", size: tuple[int, int] = (37, 23), **options: object) -> bytes:
    made = Image.merge("RGB", [Image.effect_noise(size, 90) for _ in "RGB"]).convert(mode.partition(";")[0])
    out = io.BytesIO()
    made.save(out, kind, **options)
    return out.getvalue()


def as_drawn(file: bytes) -> Image.Image:
    """What a reader of the PDF gets, decoded by pikepdf from the stream that was laid in."""
    parts = parts_of(file)
    assert parts is not None
    with pikepdf.new() as pdf:
        stream = pdf.make_stream(b"x", {"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image})
        lay_picture(pdf, stream, parts)
        return pikepdf.PdfImage(stream).as_pil_image().convert("RGB")


@pytest.mark.parametrize(
    ("mode", "kind", "options"),
    [
        ("RGB", "PNG", {}),
        ("L", "PNG", {}),
        ("P", "PNG", {}),
        ("1", "PNG", {}),
        ("RGB", "JPEG", {}),
        ("L", "JPEG", {}),
        ("RGB", "JPEG", {"progressive": True}),
        ("RGB", "JPEG", {"keep_rgb": True}),
        ("RGB", "JPEG", {"subsampling": 0, "quality": 100}),
    ],
)
def test_pictures_keep_every_pixel(mode: str, kind: str, options: dict[str, object]) -> None:
    file = picture(mode, kind, **options)
    with Image.open(io.BytesIO(file)) as original:
        assert as_drawn(file).tobytes() == original.convert("RGB").tobytes()


def test_metadata_stays_behind() -> None:
    exif = Image.Exif()
    exif[0x010E] = "MARK-OF-A-PLACE"
    file = picture(kind="JPEG", exif=exif, comment=b"MARK-OF-A-COMMENT", icc_profile=b"MARK-OF-A-PROFILE" * 9)
    assert b"MARK" in file
    parts = parts_of(file + b"MARK-AFTER-THE-END")
    assert parts is not None
    assert b"MARK" not in parts.data


@pytest.mark.parametrize(("orientation", "turn"), [(1, 0), (3, 180), (6, 90), (8, 270)])
def test_turned_photos_stand_upright(orientation: int, turn: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    parts = parts_of(picture(kind="JPEG", exif=exif))
    assert parts is not None
    assert parts.turn == turn


def test_others_ask_for_previews() -> None:
    mirrored = Image.Exif()
    mirrored[0x0112] = 2
    assert parts_of(picture("RGBA")) is None
    assert parts_of(picture("CMYK", "JPEG")) is None
    assert parts_of(picture(kind="JPEG", exif=mirrored)) is None
    assert parts_of(picture(kind="WEBP")) is None
    assert parts_of(picture("1", "GIF")) is None
    assert parts_of(b"") is None


def test_damage_is_never_laid_in() -> None:
    chance = random.Random(11)
    png, jpeg = picture(), picture(kind="JPEG")
    assert all(parts_of(png[:cut]) is None for cut in range(0, len(png) - 1, 97))
    assert all(parts_of(jpeg[:cut]) is None for cut in range(0, len(jpeg) - 1, 31))
    for _ in range(2000):
        hurt = bytearray(chance.choice((png, jpeg)))
        hurt[chance.randrange(len(hurt))] ^= 1 << chance.randrange(8)
        parts_of(bytes(hurt))


def test_bombs_are_refused_by_header() -> None:
    bomb = bytearray(picture())
    bomb[16:24] = (30_000).to_bytes(4, "big") * 2
    bomb[29:33] = zlib.crc32(bomb[12:29]).to_bytes(4, "big")
    assert parts_of(bytes(bomb)) is None
