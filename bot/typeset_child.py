"""Sets one document, in two steps, each in a process of its own without keys, environment, or much memory and time.

    compose   order, pictures  ->  pages, in which a point stands for each picture
    lay       order, pages, pictures  ->  the document, each picture in its place as it is

The order is one line of JSON; pages and pictures follow, each after eight bytes of length. Layout, tags and fonts are
the composer's (typst), which needs of the pictures nothing but their size; they are neither decoded nor compressed
again (`bot/picture_parts.py`), and no process ever holds both the composer and the pictures. No decoder can be loaded
here: what has to be decoded was so before, by the child that does nothing else (`bot/decoding_child.py`).
"""

import io
import json
import re
import resource
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from bot.picture_parts import PictureParts, parts_of
from bot.printable import FONTS, printable

if TYPE_CHECKING:
    import pikepdf

TEMPLATES = Path(__file__).parent / "templates"
MEMORY = 1024**3
SECONDS = 60
MARK = 77
_UNDRAWN = re.compile(r'the text `"(.*?)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-fA-F]+)\}")


def main() -> None:
    # Nothing that is loaded from here on can bring it in.
    sys.modules["PIL"] = None  # type: ignore[assignment]
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(SECONDS + SECONDS // 2)
    source, out = sys.stdin.buffer, sys.stdout.buffer
    order = json.loads(source.readline())
    if order["step"] == "compose":
        out.write(compose(order, source))
    else:
        lay(order["pictures"], source, out)


def compose(order: dict[str, Any], source: BinaryIO) -> bytes:
    """The pages of `order` ({"template", "made_at", "document", "pictures", ...})."""
    document = order["document"]
    _show_pictures(document, [parts_of(_next_file(source)) for _ in range(order["pictures"])])
    return _composed(order, document)


def lay(pictures: int, source: BinaryIO, out: BinaryIO) -> None:
    """Puts each picture where its point is; what is written depends on the input alone."""
    import pikepdf

    with pikepdf.open(io.BytesIO(_next_file(source))) as pdf:
        places = _places(pdf)
        for index in range(pictures):
            picture = parts_of(_next_file(source))
            if picture is not None and index in places:
                lay_picture(pdf, places[index], picture)
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)


def _places(pdf: "pikepdf.Pdf") -> dict[int, "pikepdf.Stream"]:
    """The points of the pages, by the number that their colour is."""
    import pikepdf

    points = [one for one in pdf.objects if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"]
    colours = [(one.read_bytes(), one) for one in points]
    return {colour[0] + 256 * colour[1]: one for colour, one in colours if colour[2] == MARK}


def _composed(order: dict[str, Any], document: dict[str, Any]) -> bytes:
    """A letter may have no form where it stands (a mark on nothing): it is then set again as its number."""
    import typst

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
                timestamp=int(datetime.fromisoformat(order["made_at"]).timestamp()),
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


def lay_picture(pdf: "pikepdf.Pdf", thing: "pikepdf.Stream", picture: PictureParts) -> None:
    """Makes the picture the content of an image of the document."""
    import pikepdf

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
    import pikepdf

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
