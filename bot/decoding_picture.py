"""From the bytes of a picture to a clean preview and what the picture tells, or to what a page can carry of it. Runs in
the child alone.

Either is rebuilt from points: whatever stood around them (position, dates, thumbnails, comments, bytes after the
end) has no way into it. It shows what the person saw: turned the way it was held, first frame, transparency on a ground
that lets it be read.
"""

import re
import warnings
from collections.abc import Callable
from io import BytesIO
from itertools import pairwise
from typing import Any, Final

from PIL import Image, ImageCms, ImageStat

from bot.picture_size import MOST_POINTS, is_too_big, size_of

LONGEST: Final = 1280
# Down to this share of the longest side a picture is made smaller by a whole number, which costs next to nothing.
DRAFT_SHARE: Final = 1100 / 1280
QUALITY: Final = 85
LONGEST_ON_PAPER: Final = 1600
QUALITY_ON_PAPER: Final = 90
BAND_POINTS: Final = 8_000_000
FORMATS: Final = {
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/webp": "WEBP",
    "image/gif": "GIF",
    "image/heic": "HEIF",
}
_ORIENTATION, _CAMERA, _POSITION = 0x0112, 0x8769, 0x8825
_TAKEN, _DIGITISED, _OFFSET_TAKEN = 0x9003, 0x9004, 0x9011
_STAMP = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)")
_OFFSET = re.compile(r"[+-]\d\d:\d\d")
_TURNS: Final = {
    2: (Image.Transpose.FLIP_LEFT_RIGHT,),
    3: (Image.Transpose.ROTATE_180,),
    4: (Image.Transpose.FLIP_TOP_BOTTOM,),
    5: (Image.Transpose.TRANSPOSE,),
    6: (Image.Transpose.ROTATE_270,),
    7: (Image.Transpose.TRANSVERSE,),
    8: (Image.Transpose.ROTATE_90,),
}
_LIGHT: Final = 170
_WHITE, _DARK = (255, 255, 255), (40, 40, 40)


class TooBig(Exception):
    """The picture has more points than are decoded."""


def prepare() -> None:
    """Loads every decoder that may be needed, once, before a byte of a stranger is there."""
    import pi_heif  # type: ignore[import-untyped]

    Image.init()
    Image.MAX_IMAGE_PIXELS = MOST_POINTS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    # The thread that decodes is the one whose time is limited.
    pi_heif.options.DECODE_THREADS = 1
    pi_heif.register_heif_opener(thumbnails=False)
    _srgb()


def look(data: bytes, mime: str) -> tuple[dict[str, Any], bytes]:
    """What the picture tells, and its preview as a plain JPEG.

    Raises TooBig, or anything at all for what is no picture.
    """
    with _opened(data, mime) as image:
        tells = _told(image, data)
        shown = _shown(image, tells["orientation"], LONGEST)
    tells["width"], tells["height"] = _as_held(tells.pop("size"), tells.pop("orientation"))
    tells["dhash"] = dhash(shown)
    return tells, _written(shown, QUALITY)


def on_paper(data: bytes, mime: str) -> bytes:
    """The picture as it stands on a page of A4, as a plain JPEG in its full colours.

    Raises TooBig, or anything at all for what is no picture.
    """
    with _opened(data, mime) as image:
        orientation = _told(image, data)["orientation"]
        shown = _shown(image, orientation, _longest_on_paper(*_as_held(image.size, orientation)))
    return _written(shown, QUALITY_ON_PAPER, subsampling=0)


def _longest_on_paper(width: int, height: int) -> int:
    """1600 points; a long capture, which goes on from page to page, keeps the width that makes it readable."""
    scale = min(1.0, LONGEST_ON_PAPER / max(width, min(height, 3 * width)))
    return max(1, round(max(width, height) * scale))


def _opened(data: bytes, mime: str) -> Image.Image:
    size = size_of(mime, data)
    if size is not None and is_too_big(size):
        raise TooBig
    image = Image.open(BytesIO(data), formats=(FORMATS[mime],))
    if is_too_big(image.size):
        raise TooBig
    return image


def dhash(picture: Image.Image) -> str:
    """256 bits in hexadecimal that hardly change when the picture is compressed again: is a point lighter than the
    next one, on a grid of 16 by 16.
    """
    grid = picture.convert("L").resize((17, 16), Image.Resampling.BOX).tobytes()
    rows = (grid[start : start + 17] for start in range(0, len(grid), 17))
    bits = "".join(str(int(left > right)) for row in rows for left, right in pairwise(row))
    return f"{int(bits, 2):064x}"


def _told(image: Image.Image, data: bytes) -> dict[str, Any]:
    """Size as stored, orientation, whether a position is named, when it was taken (`2026-10-31T18:04:07+01:00`)."""
    try:
        exif = image.getexif()
        camera, position = exif.get_ifd(_CAMERA), exif.get_ifd(_POSITION)
        turned = exif.get(_ORIENTATION, 1)
    except Exception:  # noqa: BLE001 - a damaged note about a picture is no note; the picture may be sound
        camera, position, turned = {}, {}, 1
    return {
        "size": image.size,
        "orientation": turned if turned in _TURNS else 1,
        "gps": bool({1, 2, 3, 4} & set(position)) or b"GPSLatitude" in data,
        "taken": _moment(camera.get(_TAKEN) or camera.get(_DIGITISED), camera.get(_OFFSET_TAKEN)),
    }


def _moment(stamp: object, offset: object) -> str:
    found = _STAMP.match(stamp) if isinstance(stamp, str) else None
    if not found:
        return ""
    year, month, day, *clock = found.groups()
    known = offset if isinstance(offset, str) and _OFFSET.fullmatch(offset) else ""
    return f"{year}-{month}-{day}T{':'.join(clock)}{known}"


def _as_held(size: tuple[int, int], orientation: int) -> tuple[int, int]:
    return (size[1], size[0]) if orientation >= 5 else size


def _shown(image: Image.Image, orientation: int, longest: int) -> Image.Image:
    """Flat, upright, in the colours of a screen, no side longer than that."""
    draft = round(DRAFT_SHARE * longest)
    share = draft / max(image.size)
    image.draft("RGB", (round(image.width * share), round(image.height * share)))
    profile = image.info.get("icc_profile")
    small = _small(image, _plain_mode(image), draft)
    small.thumbnail((longest, longest), Image.Resampling.HAMMING)
    shown = _on_ground(_coloured(small, profile))
    for turn in _TURNS.get(orientation, ()):
        shown = shown.transpose(turn)
    return shown


def _plain_mode(image: Image.Image) -> Callable[[Image.Image], Image.Image]:
    """How a part of this picture becomes L, RGB, RGBA or CMYK with eight bits."""
    mode = image.mode
    if mode in ("RGB", "RGBA", "L", "CMYK") and "transparency" not in image.info:
        return lambda part: part
    if mode.startswith("I"):
        return lambda part: part.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if mode in ("LA", "PA", "La", "RGBa") or "transparency" in image.info:
        return lambda part: part.convert("RGBA")
    return lambda part: part.convert("RGB")


def _small(image: Image.Image, plain: Callable[[Image.Image], Image.Image], draft: int) -> Image.Image:
    """The picture in a plain mode, a whole number of times smaller; a big one in bands that are reduced one by one, so
    that it never stands twice in memory.
    """
    image.load()
    width, height = image.size
    factor = max(image.size) // draft
    if factor < 2:
        return plain(image)
    if width * height <= BAND_POINTS:
        return plain(image).reduce(factor)
    rows = max(factor, BAND_POINTS // width // factor * factor)
    bands = [plain(image.crop((0, y, width, min(y + rows, height)))).reduce(factor) for y in range(0, height, rows)]
    small = Image.new(bands[0].mode, (bands[0].width, sum(band.height for band in bands)))
    y = 0
    for band in bands:
        small.paste(band, (0, y))
        y += band.height
    return small


def _coloured(small: Image.Image, profile: object) -> Image.Image:
    """In the colours that a screen shows; a profile that cannot be read is left out of account."""
    if isinstance(profile, bytes) and small.mode in ("RGB", "CMYK", "L"):
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            if "srgb" not in ImageCms.getProfileDescription(source).lower():
                turned = ImageCms.profileToProfile(small, source, _srgb(), outputMode="RGB")
                return turned if turned is not None else small.convert("RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass
    return small if small.mode in ("RGB", "RGBA") else small.convert("RGB")


def _on_ground(picture: Image.Image) -> Image.Image:
    """Transparency becomes a ground on which the picture can be read: dark under light strokes, else white."""
    if picture.mode != "RGBA":
        return picture
    alpha = picture.getchannel("A")
    if alpha.getextrema() == (255, 255):
        return picture.convert("RGB")
    visible = alpha.point(lambda value: 255 * (value > 127))
    light = visible.getbbox() is not None and ImageStat.Stat(picture.convert("L"), visible).mean[0] > _LIGHT
    ground = Image.new("RGB", picture.size, _DARK if light else _WHITE)
    ground.paste(picture, mask=alpha)
    return ground


def _written(picture: Image.Image, quality: int, **options: int) -> bytes:
    """A picture made of these points and nothing else; Pillow would keep a comment by itself."""
    picture.info.clear()
    out = BytesIO()
    picture.save(out, "JPEG", quality=quality, **options)
    return out.getvalue()


def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
