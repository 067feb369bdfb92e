"""Sets documents as PDF, in a child process that knows no key and holds no address of the network.

What comes out is PDF/A-3a and tagged (PDF/UA-1): A4, fonts embedded, with its title, language and bookmarks. The same
document gives the same bytes.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from typing import IO, Literal

from pydantic import AwareDatetime

from conversations.errors import AppuiError
from conversations.letter import LetterContent
from conversations.sheet import Exhibit, Sheet

PIECE = 64 * 1024
CHILD = [sys.executable, "-I", "-m", "bot.typeset_child"]


class TypesettingFailed(AppuiError):
    """The composer refused or died; nothing of its output is used."""


def set_sheet(sheet: Sheet, pictures: Iterable[bytes], write: Callable[[bytes], object]) -> None:
    """Gives the PDF to `write` in pieces. `pictures` are JPEG or PNG files, in the order of the exhibits that
    have an `alt`.

    Blocks while the child works; one picture at a time is held here. Raises TypesettingFailed.
    """
    _set("sheet.typ", sheet.model_dump(mode="json"), sheet.made_at, pictures, pictures_in(sheet), write)


def set_letter(letter: LetterContent, write: Callable[[bytes], object]) -> None:
    """The letter as PDF. Raises TypesettingFailed."""
    _set("letter.typ", letter.model_dump(mode="json"), letter.made_at, (), 0, write)


def pictures_in(sheet: Sheet) -> int:
    """How many pictures the sheet asks for."""
    blocks = (block for section in sheet.sections for block in section.blocks)
    return sum(isinstance(block, Exhibit) and bool(block.alt) for block in blocks)


def _set(
    template: Literal["sheet.typ", "letter.typ"],
    document: dict[str, object],
    made_at: AwareDatetime,
    pictures: Iterable[bytes],
    count: int,
    write: Callable[[bytes], object],
) -> None:
    order = {"template": template, "made_at": made_at.isoformat(), "pictures": count, "document": document}
    with subprocess.Popen(  # noqa: S603 - our own module, nothing of a person in its arguments
        CHILD, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, close_fds=True
    ) as child:
        assert child.stdin
        assert child.stdout
        try:
            _hand_over(child.stdin, order, pictures)
            while piece := child.stdout.read(PIECE):
                write(piece)
            if child.wait():
                raise TypesettingFailed("typesetting_failed", status=child.returncode)
        except BaseException:
            child.kill()
            raise


def _hand_over(to: IO[bytes], order: dict[str, object], pictures: Iterable[bytes]) -> None:
    try:
        to.write(json.dumps(order).encode("ascii") + b"\n")
        for picture in pictures:
            to.write(len(picture).to_bytes(8, "big"))
            to.write(picture)
        to.close()
    except BrokenPipeError:
        raise TypesettingFailed("typesetting_failed", status=-1) from None
