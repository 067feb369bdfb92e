"""A letter ready to be set or copied: every word chosen, what is missing left as a visible blank."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from conversations.records import Record

# A blank to be filled in by hand.
BLANK = "……………………"


class LetterParagraph(Record):
    """One paragraph; `heading` stands over it where the letter has parts."""

    kind: Literal["paragraph"] = "paragraph"
    text: str
    heading: str = ""


class LetterList(Record):
    """A list under a line that introduces it; `numbered` for requests and attachments that are referred to."""

    kind: Literal["list"] = "list"
    items: tuple[str, ...]
    intro: str = ""
    numbered: bool = False


LetterPart = Annotated[LetterParagraph | LetterList, Field(discriminator="kind")]


class LetterContent(Record):
    """One letter. Blocks of an address are lines; every `BLANK` in any text stays visible.

    `title` names the document (bookmark, PDF title), `subject` stands after the label `subject_label`.
    `way` is how it is sent ("Lettre recommandée avec avis de réception"), `opening` and `closing` the courtesies,
    `copies` who else receives it. `made_at` is the only time in the document: the same letter gives the same bytes.
    """

    lang: str
    title: str
    made_at: AwareDatetime
    sender: tuple[str, ...]
    recipient: tuple[str, ...]
    place_and_date: str
    subject_label: str
    subject: str
    opening: str
    parts: tuple[LetterPart, ...]
    closing: str
    signature: tuple[str, ...]
    way: str = ""
    reference: str = ""
    attachments_label: str = ""
    attachments: tuple[str, ...] = ()
    copies_label: str = ""
    copies: tuple[str, ...] = ()
    note: str = ""


def plain_text(letter: LetterContent) -> str:
    """The letter as text to copy: the same words in the same order, lines of any length."""
    blocks = [
        "\n".join(letter.sender),
        "\n".join(letter.recipient),
        letter.place_and_date,
        letter.way,
        f"{letter.subject_label} {letter.subject}",
        letter.reference,
        letter.opening,
        *(_part_text(part) for part in letter.parts),
        letter.closing,
        "\n".join(letter.signature),
        _listed(letter.attachments_label, letter.attachments, numbered=True),
        _listed(letter.copies_label, letter.copies, numbered=False),
        letter.note,
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _part_text(part: LetterParagraph | LetterList) -> str:
    if isinstance(part, LetterParagraph):
        return f"{part.heading}\n{part.text}" if part.heading else part.text
    return _listed(part.intro, part.items, part.numbered)


def _listed(intro: str, items: tuple[str, ...], numbered: bool) -> str:
    if not items:
        return ""
    marks = [f"{place}. " if numbered else "- " for place in range(1, len(items) + 1)]
    lines = [f"{mark}{item}" for mark, item in zip(marks, items, strict=True)]
    return "\n".join([intro, *lines] if intro else lines)
