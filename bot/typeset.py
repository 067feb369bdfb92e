"""Sets documents as PDF, in a child process that knows no key and holds no address of the network.

What comes out is PDF/A-3a and tagged (PDF/UA-1): A4, fonts embedded, with its title, language and bookmarks. The same
document gives the same bytes.
"""

import itertools
import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from typing import IO

from pydantic import AwareDatetime

from conversations.errors import AppuiError
from conversations.letter import LetterContent
from conversations.sheet import Exhibit, Sheet

PIECE = 64 * 1024
CHILD = [sys.executable, "-I", "-m", "bot.typeset_child"]


class TypesettingFailed(AppuiError):
    """The composer refused or died; nothing of its output is used."""


Write = Callable[[bytes], object]


def set_sheet(sheet: Sheet, pictures: Callable[[], Iterable[bytes]], write: Write) -> None:
    """Gives the PDF to `write` in pieces. `pictures` gives JPEG or PNG files, in the order of the exhibits that have an
    `alt`, and is asked twice. One that a PDF cannot carry as it is (`bot/picture_parts.py`) is not shown.

    Blocks while a child works; one picture at a time is held here. Raises TypesettingFailed.
    """
    pages = bytearray()
    order = _order("sheet.typ", sheet.made_at, sheet.model_dump(mode="json"), pictures_in(sheet))
    _run(order, pictures(), pages.extend)
    if not order["pictures"]:
        write(bytes(pages))
        return
    laid = itertools.chain([bytes(pages)], pictures())
    _run({"step": "lay", "pictures": order["pictures"]}, laid, write)


def set_letter(letter: LetterContent, write: Write) -> None:
    """The letter as PDF. Raises TypesettingFailed."""
    _run(_order("letter.typ", letter.made_at, letter.model_dump(mode="json"), 0), (), write)


def pictures_in(sheet: Sheet) -> int:
    """How many pictures the sheet asks for."""
    blocks = (block for section in sheet.sections for block in section.blocks)
    return sum(isinstance(block, Exhibit) and bool(block.alt) for block in blocks)


def _order(template: str, made_at: AwareDatetime, document: dict[str, object], pictures: int) -> dict[str, object]:
    order = {"step": "compose", "template": template, "made_at": made_at.isoformat()}
    return {**order, "pictures": pictures, "document": document}


def _run(order: dict[str, object], files: Iterable[bytes], write: Write) -> None:
    with subprocess.Popen(  # noqa: S603 - our own module, nothing of a person in its arguments
        CHILD, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, close_fds=True
    ) as child:
        assert child.stdin
        assert child.stdout
        try:
            _hand_over(child.stdin, order, files)
            while piece := child.stdout.read(PIECE):
                write(piece)
            if child.wait():
                raise TypesettingFailed("typesetting_failed", status=child.returncode)
        except BaseException:
            child.kill()
            raise


def _hand_over(to: IO[bytes], order: dict[str, object], files: Iterable[bytes]) -> None:
    try:
        to.write(json.dumps(order).encode("ascii") + b"\n")
        for file in files:
            to.write(len(file).to_bytes(8, "big"))
            to.write(file)
        to.close()
    except BrokenPipeError:
        raise TypesettingFailed("typesetting_failed", status=-1) from None
