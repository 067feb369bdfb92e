"""Thirty things that happened in one month, and how a person hands them over: told, captured, forwarded."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from PIL import Image

from bot.local_channel import LocalChannel, file_fields
from bot.local_room import LocalRoom
from conversations.dossier import DossierContent
from conversations.effects import Say
from conversations.library import Library
from conversations.situation import Situation
from storage.store import Store
from storage.vault import Vault

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 20, 18, 0, tzinfo=PARIS)
MONTHS = {10: "octobre", 11: "novembre"}
SHORT = {10: "oct.", 11: "nov."}


@dataclass(frozen=True, slots=True)
class Thing:
    """When it truly was, and how it comes: `text`, `capture`, `forward` or `photo`."""

    at: datetime
    way: str

    @property
    def certainty(self) -> str:
        return {"text": "declared", "capture": "read"}.get(self.way, "platform")


def things(random: Random, count: int = 30) -> list[Thing]:
    """In the order in which they happened, one a day or so, from the 18th of October to the day before."""
    days = sorted(random.sample(range(1, 34), count))
    ways = ["text", "capture", "forward", "photo"] * count
    return [
        Thing(NOW - timedelta(days=33 - day, hours=random.randint(0, 9), minutes=random.randint(0, 59)), ways[place])
        for place, day in enumerate(days)
    ]


class Person:
    """Hands things over in a real room on a real store; answers what is asked about pictures."""

    def __init__(self, library: Library, folder: Path) -> None:
        self.folder, self.now, self.sent = folder, NOW.astimezone(UTC), 0
        self.said: list[Say] = []
        self.shown, self.answers_dates = "", True
        self.store = Store.open(folder / "data", Vault(bytes(32)), "normal")
        channel = LocalChannel("telegram", self.said.append)
        self.channel = channel
        self.room = LocalRoom(
            self.store, library, channel, clock=lambda: self.now, look=lambda tx, kept, now: Situation(kept=kept)
        )

    def close(self) -> None:
        self.room.close()
        self.store.close()

    async def arrives(self) -> None:
        for kind, fields in (
            ("said", {"text": "bonjour"}),
            ("chose", {"choice": "FR"}),
            ("chose", {"choice": "teen"}),
        ):
            await self.does(kind, **fields)

    async def hands_over(self, thing: Thing) -> None:
        match thing.way:
            case "text":
                day = f"{thing.at.day} {MONTHS[thing.at.month]} à {thing.at:%Hh%M}"
                await self.does(
                    "said", text=f"le {day} ils m'ont encore insultée devant tout le monde", message=self._id()
                )
            case "forward":
                origin = {"date": thing.at, "author": "Léa @lea.b", "kind": "user"}
                await self.does("said", text=f"t'es nulle {self.sent}", message=self._id(), origin=origin)
                self.now += timedelta(seconds=20)
                await self.room.fire_timers()
            case "photo":
                origin = {"date": thing.at, "author": "Tom", "kind": "hidden_user"}
                await self._sends("photo", origin)
            case _:
                self.shown = f"{thing.at.day} {SHORT[thing.at.month]} {thing.at:%H:%M}"
                await self._sends("photo", None)

    async def does(self, kind: str, **fields: object) -> None:
        """One act, and the answers to what is then asked of a picture."""
        self.sent += 1
        self.now += timedelta(seconds=20)
        self.said.clear()
        await self.room.take(self.channel.update(str(self.sent), kind, **fields))
        asking = next((say for say in reversed(self.said) if say.slot), None)
        for act, answer in self._answers(asking):
            await self.does(act, **answer)

    def _answers(self, asking: Say | None) -> Iterator[tuple[str, dict[str, object]]]:
        if asking is None:
            return
        answers = {"nudity": "nude.no", "phone_seen": "phone.no", "may_write_before": "write.no"}
        if asking.slot in answers:
            yield "chose", {"choice": answers[asking.slot], "question": asking.question}
        elif asking.slot == "file_date" and self.answers_dates:
            yield "said", {"text": self.shown, "message": self._id()}

    async def _sends(self, kind: str, origin: dict[str, object] | None) -> None:
        path = self.folder / f"picture-{self.sent}.png"
        Image.new("RGB", (64, 64), (self.sent % 256, 99, 9)).save(path)
        file = {**file_fields(path, kind), "message": self._id(), "origin": origin}
        await self.does("file_sent", files=[file])

    def _id(self) -> str:
        return f"m{self.sent}"

    async def dossier(self) -> DossierContent:
        return await self.room.dossier()


def kendall_tau(order: list[int]) -> float:
    """1.0 where the order is right, -1.0 where it is turned round; every pair counts once."""
    pairs = [(a, b) for place, a in enumerate(order) for b in order[place + 1 :]]
    return sum(1 if a < b else -1 for a, b in pairs) / len(pairs)
