"""What the pages are built from, given once by whoever starts the program."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from urllib.parse import parse_qsl

from starlette.requests import Request

from bot.channels import Update
from bot.web_pages import Pages
from bot.web_security import Site
from bot.web_streams import Streams
from bot.web_uploads import Writer
from conversations.library import Library
from storage.store import Store

if TYPE_CHECKING:
    from bot.papers import Papers
    from bot.service import Accepted, Happening

FORM_BYTES = 1024 * 1024
FORM_FIELDS = 20

Accept = Callable[[Sequence["Update | Happening"]], Awaitable[list["Accepted"]]]


class Waiting(Protocol):
    """Where an upload waits until it becomes evidence (storage/blobs.py)."""

    def begin(self, key_id: str) -> Writer: ...

    def remove(self, blob: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Parts:
    """`accept` is Service.accept; `waiting` the sealed files that nobody has asked for yet; `clock` gives UTC.

    `papers` is what was made for people and can be collected.
    """

    store: Store
    accept: Accept
    library: Library
    waiting: Waiting
    clock: Callable[[], datetime]
    site: Site = field(default_factory=Site)
    streams: Streams = field(default_factory=Streams)
    rehearsal: bool = True
    papers: "Papers | None" = None

    def pages(self) -> Pages:
        return Pages(self.library.texts, rehearsal=self.rehearsal)


class TooLong(Exception):
    """A form is longer than anything a person writes."""


async def form(request: Request) -> Mapping[str, str]:
    """The fields of a small urlencoded form, read without a temporary file. Raises TooLong."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > FORM_BYTES:
            raise TooLong
    try:
        return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=FORM_FIELDS))
    except ValueError:
        raise TooLong from None


def from_script(request: Request) -> bool:
    """Whether a page's script asks for a fragment, rather than the browser for a page."""
    return request.headers.get("hx-request") == "true"
