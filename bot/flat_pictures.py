"""A picture that a PDF cannot carry as it is, decoded and made flat. Only ever called in a child process."""

import io
import warnings

from PIL import Image, ImageOps

from bot.picture_parts import LONGEST_SIDE, MOST_PIXELS

LONGEST = 1600
QUALITY = 90
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")


def flattened(file: bytes) -> bytes:
    """A JPEG of its first frame on white, upright, without metadata; empty where it cannot be seen.

    Its larger side is at most 1600 pixels; a long capture keeps the width that makes it readable.
    """
    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(file), formats=FORMATS) as found:
            warnings.simplefilter("error")
            if found.width * found.height > MOST_PIXELS or max(found.size) > LONGEST_SIDE:
                return b""
            return _on_white(found)
    except Exception:  # noqa: BLE001 - a hostile file may fail in any way; it is then not shown
        return b""


def _on_white(found: Image.Image) -> bytes:
    found.draft("RGB", (LONGEST, LONGEST))
    upright = ImageOps.exif_transpose(found)
    scale = min(1.0, LONGEST / max(upright.width, min(upright.height, 3 * upright.width)))
    if scale < 1:
        upright = upright.resize((max(1, round(upright.width * scale)), max(1, round(upright.height * scale))))
    flat = Image.new("RGB", upright.size, "white")
    clear = upright.convert("RGBA") if upright.mode in ("RGBA", "LA", "PA", "P") else None
    flat.paste(clear or upright.convert("RGB"), mask=clear)
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=QUALITY, subsampling=0)
    return out.getvalue()
