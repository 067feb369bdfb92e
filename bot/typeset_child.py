"""Sets one document in a process of its own, which has no keys, no environment and a limit on memory and time.

It reads from standard input: the order as one line of JSON, then for each picture eight bytes of length and the file.
It writes the PDF to standard output. Layout, tags and fonts are the composer's (typst); the pictures are laid in
afterwards as they are, so that they are neither decoded nor compressed again (`bot/picture_parts.py`).
"""

import io
import json
import re
import resource
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import pikepdf
import typst

from bot.picture_parts import PictureParts, parts_of
from bot.printable import FONTS, printable

TEMPLATES = Path(__file__).parent / "templates"
MEMORY = 2 * 1024**3
SECONDS = 60
MARK = 77
_UNDRAWN = re.compile(r'the text `"(.*?)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-fA-F]+)\}")


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(SECONDS + SECONDS // 2)
    source = sys.stdin.buffer
    order = json.loads(source.readline())
    pictures = [_picture(_next_file(source)) for _ in range(order["pictures"])]
    set_pages(order, pictures, sys.stdout.buffer)


def _picture(file: bytes) -> PictureParts | None:
    """As it is where a PDF can carry it, otherwise as a flat picture of it; None where nobody can see it."""
    parts = parts_of(file)
    if parts is None and file:
        from bot.flat_pictures import flattened

        parts = parts_of(flattened(file))
    return parts


def set_pages(order: dict[str, Any], pictures: list[PictureParts | None], out: BinaryIO) -> None:
    """Writes the PDF of `order` ({"template", "made_at", "document", ...}), its pictures in place."""
    document = order["document"]
    _show_pictures(document, pictures)
    lay_in(_composed(order, document), pictures, out)


def _composed(order: dict[str, Any], document: dict[str, Any]) -> bytes:
    """A letter may have no form where it stands (a mark on nothing): it is then set again as its number."""
    refused: set[str] = set()
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[FONTS])
    while True:
        words = {**_printable(document, refused), "made": _made(order["made_at"])}
        try:
            return typst.compile(
                TEMPLATES / order["template"],
                root=TEMPLATES,
                font_paths=fonts,
                sys_inputs={"sheet": json.dumps(words)},
                pdf_standards=["a-3a", "ua-1"],
                timestamp=datetime.fromisoformat(order["made_at"]),
            )
        except typst.TypstError as error:
            more = _undrawn(str(error)) - refused
            if not more:
                raise
            refused |= more


def _undrawn(message: str) -> set[str]:
    """The letters that the composer says it could not draw."""
    found = _UNDRAWN.search(message)
    text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), found[1]) if found else ""
    return {letter for letter in text if not letter.isascii()}


def lay_in(pages: bytes, pictures: list[PictureParts | None], out: BinaryIO) -> None:
    """Puts each picture where its stand-in is; what is written depends on the input alone."""
    with pikepdf.open(io.BytesIO(pages)) as pdf:
        for thing in pdf.objects:
            if not isinstance(thing, pikepdf.Stream) or thing.get("/Subtype") != "/Image":
                continue
            red, green, mark = thing.read_bytes()
            picture = pictures[red + 256 * green]
            if mark == MARK and picture is not None:
                _lay(pdf, thing, picture)
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)


def _lay(pdf: pikepdf.Pdf, thing: pikepdf.Stream, picture: PictureParts) -> None:
    entries = {name: _as_pdf(value) for name, value in picture.entries.items()}
    thing.write(picture.data, filter=entries.pop("/Filter"), decode_parms=entries.pop("/DecodeParms", None))
    if picture.palette:
        palette = pdf.make_stream(picture.palette)
        entries["/ColorSpace"] = pikepdf.Array(
            [pikepdf.Name.Indexed, pikepdf.Name.DeviceRGB, len(picture.palette) // 3 - 1, palette]
        )
    for name, value in entries.items():
        thing[name] = value
    thing["/Width"], thing["/Height"] = picture.width, picture.height


def _as_pdf(value: object) -> Any:  # noqa: ANN401 - pikepdf takes numbers, names and dictionaries
    if isinstance(value, dict):
        return pikepdf.Dictionary({name: _as_pdf(inner) for name, inner in value.items()})
    return pikepdf.Name(value) if isinstance(value, str) else value


def _show_pictures(document: dict[str, Any], pictures: list[PictureParts | None]) -> None:
    """Tells each exhibit the size of its picture, in the order in which the pictures came."""
    blocks = [block for section in document.get("sections", ()) for block in section["blocks"]]
    with_picture = [block for block in blocks if block["kind"] == "exhibit" and block["alt"]]
    for index, (block, picture) in enumerate(zip(with_picture, pictures, strict=True)):
        if picture is not None:
            block["picture"] = {
                "index": index,
                "width": picture.width,
                "height": picture.height,
                "turn": picture.turn,
            }


def _made(moment: str) -> dict[str, int]:
    at = datetime.fromisoformat(moment)
    names = ("year", "month", "day", "hour", "minute", "second")
    return {name: getattr(at, name) for name in names}


def _printable(value: Any, refused: set[str]) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, str):
        return printable(value, refused)
    if isinstance(value, list):
        return [_printable(one, refused) for one in value]
    if isinstance(value, dict):
        return {name: _printable(one, refused) for name, one in value.items()}
    return value


def _next_file(source: BinaryIO) -> bytes:
    return source.read(int.from_bytes(source.read(8), "big"))


if __name__ == "__main__":
    main()
