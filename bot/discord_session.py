"""The session with Discord's gateway, kept across starts: resumed, it brings again everything since the last event that
was stored, also of people who wrote for the first time and taps on buttons.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.discord_api import DiscordApi


@dataclass(frozen=True, slots=True)
class Session:
    """`sequence` is the last event that needs not come again; `url` where the session is resumed."""

    account: str
    id: str
    url: str
    sequence: int


class SessionFile:
    """A file of one line, of mode 600. What cannot be written or read is no session: everything is then read back."""

    def __init__(self, path: Path, api: DiscordApi) -> None:
        self._path, self._account = path, api.account
        self._kept: Session | None = None

    def read(self) -> Session | None:
        try:
            found = Session(**json.loads(self._path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None
        whole = isinstance(found.sequence, int) and all((found.id, found.url)) and found.account == self._account
        return found if whole else None

    def keep(self, session: Session) -> None:
        """Not synced: an older line brings events again that are known already, and none is missing."""
        if session == self._kept:
            return
        temporary = self._path.with_suffix(".new")
        try:
            temporary.touch(mode=0o600)
            temporary.write_text(json.dumps(asdict(session)), encoding="utf-8")
            temporary.replace(self._path)
        except OSError:
            self.drop()
            return
        self._kept = session

    def drop(self) -> None:
        """From here on only reading everything back can tell what was missed."""
        self._kept = None
        try:
            self._path.unlink(missing_ok=True)
        except OSError:
            return
