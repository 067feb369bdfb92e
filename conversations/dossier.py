"""What a dossier is made from: everything that is printed, in the order in which it is printed, and no sentence.

The words of a person stand here as they were written. Third parties are masked already where the profile asks for it.
"""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime

from conversations.dated import UNDATED, Dated
from conversations.records import Record

# Who will read it: police or lawyer; the school; a helpline; a platform.
Profile = Literal["complete", "school", "line", "platform"]
PROFILES: tuple[Profile, ...] = ("complete", "school", "line", "platform")
# How an exhibit came to us (FIL-07); `sheet` is the record that stands in the place of a picture never taken.
Came = Literal["original", "reencoded", "recorded", "forwarded", "text", "export", "sheet"]
# What is missing, so that nobody takes a silence for an answer.
GapKind = Literal["undated_exhibit", "undated_fact", "no_author", "no_link", "contradiction", "ahead", "removed"]
Words = tuple[str, ...]


class Author(Record):
    """A presumed author as far as known; all fields may be empty.."""

    name: str = ""
    handle: str = ""
    link: str = ""


class ChatLine(Record):
    """One message of a typed, forwarded or exported exhibit, verbatim. `place` counts from 1 in its source.

    `hidden`: the messenger does not say who wrote it.
    """

    place: int
    author: str = ""
    at: AwareDatetime | None = None
    text: str = ""
    hidden: bool = False


class DossierFact(Record):
    """One entry of the chronology. `words` is what the person wrote, whole; `message` the message it comes from.

    `number` counts from 1 in the order of the chronology. `others` are dates that contradict `moment`: both are shown.
    `kinds` are topics of the vocabulary; `exhibits` numbers. `told_at` is when it was written to the bot. `then` is
    what the person added about it afterwards, `before` how they had worded it before they changed the message, `lines`
    messages of other people (forwarded, or chosen from an exported chat) that make this entry.
    """

    number: int
    moment: Dated = UNDATED
    others: tuple[Dated, ...] = ()
    platforms: Words = ()
    authors: tuple[Author, ...] = ()
    kinds: Words = ()
    words: str = ""
    where: Words = ()
    witnesses: Words = ()
    effects: Words = ()
    reports: Words = ()
    exhibits: tuple[int, ...] = ()
    told_at: AwareDatetime | None = None
    message: str = ""
    then: Words = ()
    before: Words = ()
    lines: tuple[ChatLine, ...] = ()


class Exhibit(Record):
    """One numbered piece. `evidence` is its row, `blob` the sealed original (empty once removed).

    `moment` is when what it shows happened, `captured` when the file says that it was made; `sent_at` the messenger's
    own time of the message, `received_at` ours. `caption` are the person's words, `read` what was read on the picture
    and confirmed. `lines` is the text of an exhibit that is text. `removed` is the reason of a tombstone. `same_as` the
    number of an earlier identical piece.
    """

    number: int
    evidence: str
    blob: str = ""
    kind: str = ""
    mime: str = ""
    sha256: str = ""
    size: int = 0
    name: str = ""
    caption: str = ""
    came: Came = "original"
    channel: str = ""
    moment: Dated = UNDATED
    others: tuple[Dated, ...] = ()
    captured: Dated = UNDATED
    sent_at: AwareDatetime | None = None
    received_at: AwareDatetime
    author: Author = Author()
    hidden_author: bool = False
    read: str = ""
    platforms: Words = ()
    lines: tuple[ChatLine, ...] = ()
    facts: tuple[int, ...] = ()
    preview: str = ""
    width: int = 0
    height: int = 0
    same_as: int = 0
    removed: str = ""


class Telling(Record):
    """Words of the person under a heading that is not the chronology: a consequence, a wish. Verbatim, with its day."""

    words: str
    kinds: Words = ()
    told_at: AwareDatetime | None = None


class Taken(Record):
    """A step already taken: `key` of steps or letters, or the person's own `words`."""

    key: str = ""
    words: str = ""
    moment: Dated = UNDATED
    to: str = ""
    way: str = ""
    receipt: str = ""
    answer: str = ""


class Account(Record):
    """An account that is named or seen: on which platform, in which facts and exhibits."""

    platform: str = ""
    handle: str = ""
    name: str = ""
    link: str = ""
    exhibits: tuple[int, ...] = ()
    facts: tuple[int, ...] = ()


class CustodyLine(Record):
    """One line of the register. `hash` and `previous` are hex; `exhibit` is 0 where the item is no longer known."""

    number: int
    at: AwareDatetime
    what: str
    exhibit: int = 0
    evidence: str = ""
    sha256: str = ""
    size: int = 0
    previous: str = ""
    hash: str = ""


class Gap(Record):
    """Something that is missing or does not agree; `numbers` are facts or exhibits, as the kind says."""

    kind: GapKind
    numbers: tuple[int, ...] = ()


class Synthesis(Record):
    """The figures of the one page: who as known, what, since when, how often, where, what it does, what was done."""

    authors: tuple[Author, ...] = ()
    kinds: Words = ()
    since: Dated = UNDATED
    facts: int = 0
    exhibits: int = 0
    platforms: Words = ()
    where: Words = ()
    effects: Words = ()
    steps: int = 0
    asks: Words = ()


class DossierContent(Record):
    """A whole dossier. The same store and the same `made_at` give an equal record.

    `case` is a neutral number for people. `written_by` is a role of the vocabulary; `first`, `last` the days between
    which the dated facts lie; `steps` are the steps taken, `asks` what the person asks for, in their words.
    """

    case: str
    profile: Profile
    lang: str = "fr"
    country: str = ""
    time_zone: str
    written_by: str = "unknown"
    concerns: Literal["self", "other"] = "self"
    made_at: AwareDatetime
    version: str = ""
    first: date | None = None
    last: date | None = None
    synthesis: Synthesis = Synthesis()
    facts: tuple[DossierFact, ...] = ()
    exhibits: tuple[Exhibit, ...] = ()
    consequences: tuple[Telling, ...] = ()
    steps: tuple[Taken, ...] = ()
    asks: tuple[Telling, ...] = ()
    accounts: tuple[Account, ...] = ()
    custody: tuple[CustodyLine, ...] = ()
    gaps: tuple[Gap, ...] = ()
