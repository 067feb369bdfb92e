"""How long a messenger could not reach us. Telegram keeps an update for 24 hours, then it is lost without a trace."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

WORRYING = timedelta(hours=20)
WRITTEN_EVERY = timedelta(minutes=1)


class LastContact:
    """The time of the last contact with a messenger, kept in a file of one line."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._written: datetime | None = None

    def gap(self, now: datetime) -> timedelta | None:
        """How long the silence was, where it may have cost messages; None otherwise, and at the very first start."""
        last = self.last()
        return now - last if last is not None and now - last > WORRYING else None

    def made(self, now: datetime) -> None:
        """Writes at most once a minute."""
        if self._written is not None and now - self._written < WRITTEN_EVERY:
            return
        temporary = self._path.with_suffix(".new")
        try:
            temporary.write_text(now.astimezone(UTC).isoformat(), encoding="ascii")
            temporary.replace(self._path)
        except OSError:
            # A full disk must not stop the bot from answering; the gap then looks longer than it was.
            return
        self._written = now

    def last(self) -> datetime | None:
        """When the last contact was written down; None before the first."""
        try:
            found = datetime.fromisoformat(self._path.read_text(encoding="ascii").strip())
        except (FileNotFoundError, ValueError):
            return None
        return found if found.tzinfo else None
