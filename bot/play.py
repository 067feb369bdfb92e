"""`appui play`: scripted people through the whole program, on a fresh temporary store and a turned clock."""

import asyncio
import json
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from bot import log
from bot.local_channel import LocalChannel, file_fields
from bot.local_room import LocalRoom
from bot.packs import open_library
from bot.play_clock import TurnedClock, file_moment, span
from bot.play_files import draw
from bot.play_player import Player
from bot.terminal import turn_shown
from conversations.dated import Dated
from conversations.effects import Say
from conversations.library import Library
from conversations.situation import Situation
from storage.store import Store
from storage.vault import KEY_BYTES, Vault

PAUSE = timedelta(seconds=45)


def play_file(file: Path, *, only: str | None, shift: bool) -> None:
    """Prints one JSON line per person. Raises click.UsageError where the file is not one of personas."""
    log.configure()
    library = open_library().load()
    for persona in _personas(file, only):
        with tempfile.TemporaryDirectory() as folder:
            played = asyncio.run(Stage(persona, library, Path(folder), shift).play())
        click.echo(json.dumps(played, ensure_ascii=False))


def _personas(file: Path, only: str | None) -> Iterator[dict[str, Any]]:
    try:
        personas = json.loads(file.read_text(encoding="utf-8"))["personas"]
    except (ValueError, KeyError, TypeError):
        raise click.UsageError(f"{file.name} holds no list of personas") from None
    chosen = [persona for persona in personas if only in (None, persona["id"])]
    if not chosen:
        raise click.UsageError(f"No persona is called {only}")
    yield from chosen


class Stage:
    """One scripted person, their clock, and the program."""

    def __init__(self, persona: dict[str, Any], library: Library, folder: Path, shift: bool) -> None:
        self.persona = persona
        self.folder = folder
        self.said: list[Say] = []
        self.clock = TurnedClock.for_country(library, persona["country"])
        self.store = Store.open(folder / "data", Vault(bytes(KEY_BYTES)), "normal")
        self.channel = LocalChannel(persona["channel"], self.said.append, folder)
        self.room = LocalRoom(
            self.store,
            library,
            self.channel,
            clock=self.clock.now,
            look=lambda tx, kept, now: Situation(on_shift=shift, kept=kept),
        )
        self.player = Player(persona, library)
        self.sent = 0
        self.shown: dict[str, str] = {}

    async def play(self) -> dict[str, Any]:
        turns: list[dict[str, Any]] = []
        between: list[dict[str, Any]] = []
        try:
            for index, turn in enumerate(self.persona["turns"]):
                if turn["kind"] in ("gap", "silence"):
                    between += await self._gap(span(turn["after"]), turns[-1]["n"] if turns else 0)
                    continue
                following = self.persona["turns"][index + 1 : index + 2]
                turns.append(await self._turn(turn, following[0] if following else None))
            return await self._outcome(turns, between)
        finally:
            self.room.close()
            self.store.close()

    async def _turn(self, turn: dict[str, Any], following: dict[str, Any] | None) -> dict[str, Any]:
        self.said.clear()
        moment = file_moment(turn.get("visible_date", ""), self.clock.now())
        self.clock.advance(PAUSE)
        if moment is not None:
            self.clock.not_before(moment)
        await self._do(turn)
        seen: list[Say] = []
        while answer := self.player.answer(self.said, turn, following):
            seen += self.said
            self.said.clear()
            self.clock.advance(PAUSE)
            await self._send(answer.kind, **answer.fields)
        seen += self.said
        self._remember(seen)
        return turn_shown(turn["n"], seen, await self.room.conversation())

    async def _do(self, turn: dict[str, Any]) -> None:
        kind = turn["kind"]
        if kind in ("image", "document"):
            path = draw(self.folder, self.sent, turn)
            fields = file_fields(path, "photo" if kind == "image" else "document")
            await self._send("file_sent", files=[{**fields, "message": str(self.sent)}], caption=turn.get("text", ""))
        elif kind == "button":
            tap = self.player.tap(turn["text"])
            await self._send(tap.kind, **tap.fields)
        elif turn["text"].startswith("/") and turn["text"][1:].isalpha():
            await self._send("command_given", name=turn["text"][1:].lower())
        else:
            await self._send("said", text=turn["text"], message=str(self.sent))

    async def _send(self, kind: str, **fields: Any) -> None:  # noqa: ANN401 - the fields of that event
        self.sent += 1
        await self.room.take(self.channel.update(str(self.sent), kind, **fields))

    async def _gap(self, length: timedelta, after: int) -> list[dict[str, Any]]:
        """The clock moves; what is due meanwhile happens at its hour."""
        end = self.clock.now() + length
        between: list[dict[str, Any]] = []
        while (due := await self.room.next_timer()) is not None and due <= end:
            self.clock.not_before(due)
            self.said.clear()
            await self.room.fire_timers()
            if self.said:
                at = self.clock.local().isoformat()
                between.append({"after_turn": after, "at": at, "replies": [say.text for say in self.said]})
        self.clock.not_before(end)
        return between

    def _remember(self, seen: list[Say]) -> None:
        self.player.saw(seen)
        for say in seen:
            self.shown |= say.titles

    async def _outcome(self, turns: list[dict[str, Any]], between: list[dict[str, Any]]) -> dict[str, Any]:
        conversation = await self.room.conversation()
        erased = conversation is None or conversation.notice == "unseen"
        refused = {key for key, state in (conversation.steps if conversation else {}).items() if state == "refused"}
        return {
            "id": self.persona["id"],
            "turns": turns,
            "between": between,
            "titles": self.shown,
            "plan": [] if erased else [key for key in self.shown if key not in refused],
            "dossier": {"events": [], "evidence": 0} if erased else await self._dossier(),
        }

    async def _dossier(self) -> dict[str, Any]:
        """What a complete dossier would hold: its chronology, and the number of its exhibits."""
        content = await self.room.dossier()
        return {
            "events": [{"date": _day(fact.moment), "certainty": fact.moment.certainty} for fact in content.facts],
            "evidence": sum(not exhibit.removed for exhibit in content.exhibits),
        }


def _day(moment: Dated) -> str | None:
    """The day, the first one of a stretch; None where nobody knows."""
    return moment.day.isoformat() if moment.day else None
