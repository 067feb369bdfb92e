"""Dialogues as files that anybody can read, and their replay through the whole program.

A file is a conversation. Lines that begin with `>` are the person's; everything indented below is what they read.
    > on m'insulte sur snap          a message
    > [France]                       a tap on that button
    > (photo) story Snap             a picture; (fichier) a document; (vocal) a voice note
    > (attendre 2d)                  time passes
Headers stand above the first line: `canal`, `pays`, `équipe` (présente or absente).

`python -m tests.dialogue FILE …` writes what the program says today below each line: read it aloud before you keep it.
"""

import asyncio
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bot.local_channel import LocalChannel, file_fields
from bot.local_room import LocalRoom
from bot.packs import open_library
from bot.play_clock import TurnedClock, span
from bot.play_files import draw
from conversations.effects import Say
from conversations.library import Library
from conversations.situation import Situation
from storage.store import Store
from storage.vault import Vault

FOLDER = Path(__file__).parent / "dialogues"
FILES = {"(photo)": "photo", "(fichier)": "document", "(vocal)": "voice"}
PAUSE = timedelta(seconds=45)


@dataclass
class Exchange:
    """One line of the person, and what they read after it."""

    line: str
    read: list[str] = field(default_factory=list)


@dataclass
class Dialogue:
    title: str
    headers: dict[str, str]
    exchanges: list[Exchange]

    def written(self) -> str:
        head = [self.title, *(f"{name}: {value}" for name, value in self.headers.items()), ""]
        body = [part for one in self.exchanges for part in (f"> {one.line}", *one.read, "")]
        return "\n".join([*head, *body])


def parse(text: str) -> Dialogue:
    """The dialogue of a file."""
    lines = text.splitlines()
    first = next(n for n, line in enumerate(lines) if line.startswith(">"))
    headers = dict(line.split(": ", 1) for line in lines[1:first] if ": " in line)
    dialogue = Dialogue(lines[0], headers, [])
    for line in lines[first:]:
        if line.startswith("> "):
            dialogue.exchanges.append(Exchange(line[2:]))
        elif line.strip():
            dialogue.exchanges[-1].read.append(line)
    return dialogue


def dialogue_of(path: Path) -> Dialogue:
    return parse(path.read_text(encoding="utf-8"))


def shown(said: list[Say]) -> Iterator[str]:
    """The messages as lines of a dialogue file."""
    for say in said:
        prefix = "    ! " if say.urgent else "    "
        yield from (prefix + line for line in say.text.splitlines())
        if say.choices:
            yield "    " + " ".join(f"[{choice.label}]" for choice in say.choices)
        yield "    ·"


class Rehearsal:
    """Plays a dialogue on a fresh store, with real sealing and a turned clock."""

    def __init__(self, dialogue: Dialogue, library: Library, folder: Path) -> None:
        self.said: list[Say] = []
        self.offered: list[Say] = []
        self.folder = folder
        self.clock = TurnedClock.for_country(library, dialogue.headers.get("pays", "FR"))
        self.store = Store.open(folder / "data", Vault(bytes(32)), "normal")
        self.channel = LocalChannel(dialogue.headers.get("canal", "telegram"), self.said.append)
        present = dialogue.headers.get("équipe", "absente") == "présente"
        self.room = LocalRoom(
            self.store,
            library,
            self.channel,
            clock=self.clock.now,
            look=lambda tx, kept, now: Situation(on_shift=present, kept=kept),
        )
        self.sent = 0

    async def say(self, line: str) -> list[str]:
        """What the person reads after this line."""
        self.said.clear()
        self.clock.advance(PAUSE)
        word, _, rest = line.partition(" ")
        if word == "(attendre":
            await self._wait(span(rest.rstrip(")")))
        elif word in FILES:
            await self._send_file(FILES[word], rest)
        elif line.startswith("[") and line.endswith("]"):
            await self._tap(line[1:-1])
        elif line.startswith("/"):
            await self._send("command_given", name=line[1:])
        else:
            await self._send("said", text=line, message=str(self.sent))
        self.offered = list(self.said) or self.offered
        return list(shown(self.said))

    async def _send(self, kind: str, **fields: object) -> None:
        self.sent += 1
        await self.room.take(self.channel.update(str(self.sent), kind, **fields))

    async def _tap(self, label: str) -> None:
        for say in reversed(self.offered):
            for choice in say.choices + say.fixed:
                if choice.label == label:
                    await self._send("chose", choice=choice.id, question=say.question)
                    return
        labels = [choice.label for say in self.offered for choice in say.choices]
        raise AssertionError(f"no button is called {label}, only {labels}")

    async def _send_file(self, kind: str, description: str) -> None:
        path = draw(
            self.folder, self.sent, {"kind": "document" if kind == "document" else "image", "desc": description}
        )
        fields = file_fields(path, kind)
        await self._send("file_sent", files=[{**fields, "message": str(self.sent)}])

    async def _wait(self, length: timedelta) -> None:
        end = self.clock.now() + length
        while (due := await self.room.next_timer()) is not None and due <= end:
            self.clock.not_before(due)
            await self.room.fire_timers()
        self.clock.not_before(end)


async def replay(dialogue: Dialogue, library: Library, folder: Path) -> Dialogue:
    """The same lines, with what the program says today."""
    stage = Rehearsal(dialogue, library, folder)
    try:
        exchanges = [Exchange(one.line, await stage.say(one.line)) for one in dialogue.exchanges]
    finally:
        stage.room.close()
        stage.store.close()
    return Dialogue(dialogue.title, dialogue.headers, exchanges)


def record(path: Path, library: Library) -> None:
    """Writes what the program says today into the file."""
    with tempfile.TemporaryDirectory() as folder:
        dialogue = asyncio.run(replay(dialogue_of(path), library, Path(folder)))
    path.write_text(dialogue.written(), encoding="utf-8")


if __name__ == "__main__":
    packs = open_library().load()
    for name in sys.argv[1:]:
        record(Path(name), packs)
