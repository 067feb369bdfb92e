"""What a person gets while nothing can be stored: the fixed emergency card, once, and never a receipt."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from bot.channels import Parsed, Update
from bot.errors import ChannelBusy, ChannelError
from conversations.effects import Say
from conversations.events import MessageEdited, MessageWithdrawn, PersonCameBack, PersonLeft

QUIET = PersonLeft | PersonCameBack | MessageEdited | MessageWithdrawn

# Beyond so many people in one outage the oldest are forgotten, and could get the card again.
REMEMBERED = 10_000


class EmergencyCard:
    """`card` makes the message without the store; `say` and `parse` are the channel's."""

    def __init__(
        self,
        card: Callable[[], Say],
        say: Callable[[str, Say], Awaitable[None]],
        parse: Callable[[Update, datetime], Parsed],
    ) -> None:
        self._card, self._say, self._parse = card, say, parse
        self._shown: dict[str, None] = {}

    async def show(self, updates: Sequence[Update], at: datetime) -> None:
        """To everyone who wrote in these updates and has not seen it during this outage."""
        for external in dict.fromkeys(writer for update in updates if (writer := self._writer(update, at))):
            if external in self._shown:
                continue
            try:
                await self._say(external, self._card())
            except ChannelBusy:
                continue
            except ChannelError:
                # Whoever cannot be reached now cannot be reached by trying again.
                pass
            self._shown[external] = None
            if len(self._shown) > REMEMBERED:
                del self._shown[next(iter(self._shown))]

    def storage_is_back(self) -> None:
        self._shown.clear()

    def _writer(self, update: Update, at: datetime) -> str:
        """Empty where nobody waits for an answer, or where the update cannot be read."""
        try:
            parsed = self._parse(update, at)
        except Exception:  # noqa: BLE001 a parser may fail in any way, and the others still need the card
            return ""
        quiet = parsed.event is None or isinstance(parsed.event, QUIET)
        return "" if quiet else parsed.address.external
