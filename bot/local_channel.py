"""The channel of one machine: the terminal, and the scripted people of `appui play`.

An update is one JSON object: what was written, tapped, asked for, or the path of a file. Files stay where they lie
until the picture question is answered.
"""

import itertools
import json
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.channels import Address, Outgoing, Pace, Parsed, Update
from bot.errors import FileUnavailable
from conversations.effects import Say
from conversations.events import EVENT, FileRef

PIECE = 256 * 1024
LARGEST_SENT = 2**31
AT_ONCE = Pace(overall_per_second=1e6, per_chat_per_second=1e6, overall_burst=1_000_000, per_chat_burst=1_000_000)
KINDS = {".png": "photo", ".jpg": "photo", ".jpeg": "photo", ".webp": "photo", ".ogg": "voice", ".oga": "voice"}


class LocalChannel:
    """Says by calling `show`; fetches by reading a path of this machine."""

    account = "local"
    pace = AT_ONCE

    def __init__(self, name: str, show: Callable[[Say], None], folder: Path | None = None) -> None:
        """`folder` is where files for the person are put, the working folder where there is none."""
        self.name = name
        self._show = show
        self._folder = folder or Path.cwd()

    def update(self, number: str, kind: str, **fields: Any) -> Update:  # noqa: ANN401 - the fields of that event
        """What the person just did, as the bytes that are stored."""
        raw = json.dumps({"kind": kind, **fields}, ensure_ascii=False, default=str).encode()
        return Update(self.name, self.account, number, raw)

    def parse(self, update: Update, received_at: datetime) -> Parsed:
        fields = json.loads(update.raw)
        event_id = f"{update.channel}:{update.account}:{update.update_id}"
        event = EVENT.validate_python({**fields, "id": event_id, "at": received_at})
        return Parsed(address=Address(self.name, self.account, "here"), event=event)

    async def say(self, external: str, say: Say) -> None:
        self._show(say)

    @property
    def largest_sent(self) -> int:
        return LARGEST_SENT

    async def hand_over(self, external: str, effect: str, file: Outgoing) -> bool:
        """Into the folder in which the command runs, beside whatever is there; says where."""
        path = _free_name(self._folder, file.name)
        with path.open("xb") as target:
            for piece in file.pieces():
                target.write(piece)
        self._show(Say(id=effect, text=str(path)))
        return True

    async def withdraw(self, external: str, message: str) -> bool:
        return False

    async def fetch(self, external: str, file: FileRef) -> AsyncIterator[bytes]:
        try:
            with Path(file.reference).open("rb") as source:  # noqa: ASYNC230 - one person, one machine
                while piece := source.read(PIECE):
                    yield piece
        except OSError:
            raise FileUnavailable("gone") from None


def _free_name(folder: Path, name: str) -> Path:
    """A name that is not taken: `document.pdf`, `document-2.pdf`."""
    wanted = folder / name
    numbered = (wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}") for number in itertools.count(2))
    return next(path for path in itertools.chain([wanted], numbered) if not path.exists())


def file_fields(path: Path, kind: str = "") -> dict[str, Any]:
    """A file of this machine as the fields of a FileRef. Raises OSError where it is not there."""
    found = path.stat()
    return {
        "reference": str(path.resolve()),
        "kind": kind or KINDS.get(path.suffix.lower(), "document"),
        "size": found.st_size,
        "name": path.name,
    }
