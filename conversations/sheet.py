"""A document ready to be set: every word already chosen and filled in, nothing yet about pages, fonts or colours.

A dossier is set from this (`bot/setting.py`). Texts may hold words of people, exactly as written; what cannot be
printed is dealt with by the setting, in one place.
"""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from conversations.records import Record

# `exhibits`: numbers of exhibits, "1, 4, 7", each of which leads to its page.
Style = Literal["plain", "strong", "quote", "small", "code", "exhibits"]


class Line(Record):
    """One line of a cell or of an exhibit."""

    text: str
    style: Style = "plain"


class Paragraph(Record):
    kind: Literal["paragraph"] = "paragraph"
    text: str
    style: Style = "plain"


class Pairs(Record):
    """Labels and their values, one under the other."""

    kind: Literal["pairs"] = "pairs"
    rows: tuple[tuple[str, str], ...]


class Bullets(Record):
    kind: Literal["bullets"] = "bullets"
    items: tuple[str, ...]


class Table(Record):
    """`widths` are shares of what is left once the columns of width 0 took what they need."""

    kind: Literal["table"] = "table"
    head: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[tuple[Line, ...], ...], ...]


class Exhibit(Record):
    """One numbered exhibit. `alt` describes its picture to who cannot see it; empty where it has none.

    `without` is said where no picture stands, or the one that was given cannot be drawn.
    `continued` is said where a long picture goes on, with `{part}` and `{parts}`.
    """

    kind: Literal["exhibit"] = "exhibit"
    number: int
    heading: str
    pairs: tuple[tuple[str, str], ...] = ()
    caption: tuple[Line, ...] = ()
    lines: tuple[Line, ...] = ()
    alt: str = ""
    without: str = ""
    continued: str = ""


Block = Annotated[Paragraph | Pairs | Bullets | Table | Exhibit, Field(discriminator="kind")]


class Section(Record):
    """`fresh` begins it on a page of its own; `title` is also its bookmark."""

    title: str
    blocks: tuple[Block, ...]
    fresh: bool = False


class Cover(Record):
    title: str
    subtitle: str
    pairs: tuple[tuple[str, str], ...]
    note: str
    contents: str


class Sheet(Record):
    """`running` and `foot` stand on every page; `page_of` holds `{page}` and `{pages}`.

    `made_at` is the only time in the document: the same sheet gives the same bytes.
    """

    lang: str
    title: str
    made_at: AwareDatetime
    running: str
    foot: str
    page_of: str
    cover: Cover
    sections: tuple[Section, ...]
