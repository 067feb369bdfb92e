"""A month of thirty mixed things, handed to the running program in any order, is one dossier in the right order.

On Telegram's double, on Discord's, and in Chromium; what a restored copy of the data makes is the same to the byte.
"""

import io
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from browser import ARGUMENTS, CHROMIUM, WIDE, needs_chromium
from case_of_a_month import kendall_tau
from discord_double import double_in_thread as discord_in_thread
from month_hands import (
    SOURCES,
    BrowserHand,
    DiscordHand,
    Giver,
    Hand,
    TelegramHand,
    Thing,
    exported,
    photographed,
    school_note,
    things,
)
from pdf_checks import faults_of
from playwright.sync_api import sync_playwright
from running_program import running
from test_whole_discord import settings_of
from whole_program import rows_of, store_of, wait_for, whole

from bot.dossier_assembly import assemble
from bot.dossier_making import Press
from bot.dossier_verifiers import checked
from bot.packs import open_library
from conversations.dated import CERTAINTIES
from storage import people, signature
from storage.blobs import Blobs

SEED = 1130
EVIDENCE = "SELECT count(*) FROM evidence"
LOOKING = "SELECT count(*) FROM looks WHERE state = 'waiting'"
PAPERS = ["document.pdf", "archive.zip"]
OF_FACTS = (
    *("number", "moment", "others", "platforms", "kinds", "words", "where"),
    *("witnesses", "effects", "reports", "exhibits", "then", "before"),
)
OF_EXHIBITS = (
    *("number", "mime", "caption", "moment", "others", "captured"),
    *("facts", "width", "height", "same_as", "file"),
)
Record = dict[str, Any]


@contextmanager
def on_telegram(folder: Path) -> Iterator[Hand]:
    with whole(folder) as program:
        yield TelegramHand(program)


@contextmanager
def on_discord(folder: Path) -> Iterator[Hand]:
    with discord_in_thread() as discord, running(folder, **settings_of(discord)) as program:
        yield DiscordHand(folder, discord)
        assert program.stop() == 0


@contextmanager
def in_chromium(folder: Path) -> Iterator[Hand]:
    with running(folder) as program, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = chromium.new_context(viewport=WIDE, accept_downloads=True).new_page()
        yield BrowserHand(folder, page, program.told["chat"])
        chromium.close()
        assert program.stop() == 0


DOORS = {"telegram": on_telegram, "discord": on_discord}


@dataclass(frozen=True, slots=True)
class Month:
    """What happened in its true order, where the program lived, and what the person received."""

    happened: list[Thing]
    folder: Path
    papers: dict[str, bytes]

    @property
    def record(self) -> Record:
        with zipfile.ZipFile(io.BytesIO(self.papers["archive.zip"])) as opened:
            record: Record = json.loads(opened.read("recit.json"))
        return record


def lived(folder: Path, door: Callable[[Path], AbstractContextManager[Hand]]) -> Month:
    folder.mkdir(exist_ok=True)
    random = Random(SEED)
    happened = things(random, datetime.now(UTC))
    with door(folder) as hand:
        giver = Giver(hand, lambda: int(rows_of(folder, EVIDENCE)[0][0]))
        giver.arrives()
        for thing in random.sample(happened, len(happened)):
            giver.gives(thing)
        giver.waits_for_receipts()
        giver.link()
        wait_for(lambda: rows_of(folder, LOOKING) == [(0,)], "the previews")
        giver.asks_for_the_dossier()
        wait_for(lambda: list(hand.papers()) == PAPERS, "both papers")
        papers = hand.papers()
    return Month(happened, folder, papers)


def test_both_messengers_give_one_dossier(tmp_path: Path) -> None:
    with ThreadPoolExecutor() as pool:
        asked = {door: pool.submit(lived, tmp_path / door, DOORS[door]) for door in ("telegram", "discord")}
        months = {door: month.result() for door, month in asked.items()}
    for door, month in months.items():
        assert_in_order(month, door)
        assert_whole(month, door)
        assert_made_again(month, tmp_path / f"{door}-restored")
    assert shared(months["discord"].record) == shared(months["telegram"].record)


@needs_chromium
def test_browser_gives_the_same_order(tmp_path: Path) -> None:
    month = lived(tmp_path, in_chromium)
    assert_in_order(month, "web")
    assert_whole(month, "web")


def assert_in_order(month: Month, door: str) -> None:
    """Everything datable stands once, in its true order, and no date is surer than its source."""
    place = {str(thing.at.date()): number for number, thing in enumerate(month.happened)}
    dated = [entry["moment"] for entry in month.record["facts"] if entry["moment"]["day"]]
    found = [place[moment["day"]] for moment in dated]
    assert sorted(found) == list(range(len(month.happened)))
    assert kendall_tau(found) >= 0.98
    for number, moment in zip(found, dated, strict=True):
        source = source_of(month.happened[number], door)
        assert CERTAINTIES.index(moment["certainty"]) >= CERTAINTIES.index(source)


def assert_whole(month: Month, door: str) -> None:
    """The originals are there to the bit, a stranger can verify them, and the pages are sound."""
    with zipfile.ZipFile(io.BytesIO(month.papers["archive.zip"])) as opened:
        kept = {opened.read(name) for name in opened.namelist() if name.startswith("pieces/")}
    handed = [original for thing in month.happened if (original := original_of(thing, door))]
    assert len(handed) >= 16
    assert set(handed) <= kept
    (month.folder / "archive.zip").write_bytes(month.papers["archive.zip"])
    assert checked(month.folder / "archive.zip", open_library().texts, "fr")["ok"]
    assert faults_of(month.papers["document.pdf"]) == []


def assert_made_again(month: Month, restored: Path) -> None:
    """A copy of the data in another place makes the same papers, to the byte."""
    shutil.copytree(month.folder, restored)
    assert made_again(restored, datetime.fromisoformat(month.record["made_at"])) == month.papers


def made_again(folder: Path, made_at: datetime) -> dict[str, bytes]:
    """The papers of the one person there, as the copy of the data gives them."""
    library = open_library().load()
    with store_of(folder) as store:
        blobs, outgoing = (Blobs(folder / "data" / name, store.cipher, store.halves) for name in ("blobs", "outgoing"))
        [(conversation,)] = store.read_now(lambda tx: tx.execute("SELECT id FROM conversations").fetchall())
        address = store.read_now(lambda tx: people.of_conversation(tx, conversation))
        assert address is not None
        content = store.read_now(lambda tx: assemble(tx, address, "complete", made_at, library))
        made = Press(blobs, outgoing, library, address.key).printed(content, store.write_now(signature.signer_of), True)
        return {one.name: b"".join(outgoing.read(one.sealed.id)) for one in made}


def source_of(thing: Thing, door: str) -> str:
    """The class of date that its source gives there."""
    if thing.way.startswith("forward"):
        told = {"forward": "declared", "forwarded_photo": "read"}
        return told[thing.way] if door == "web" else "platform"
    return SOURCES[thing.way]


def original_of(thing: Thing, door: str) -> bytes:
    """The bytes that were handed over, empty where words were."""
    made = {"camera": photographed, "chat": exported, "pdf": school_note}
    if thing.way in made:
        return made[thing.way](thing)
    return thing.picture if thing.way in ("capture", "forwarded_photo") else b""


def shared(record: Record) -> Record:
    """What does not come from the messenger: Telegram names who wrote a forwarded message, Discord does not."""
    return {
        "facts": [{name: one[name] for name in OF_FACTS} | lines_of(one) for one in record["facts"]],
        "exhibits": [{name: one[name] for name in OF_EXHIBITS} | lines_of(one) for one in record["exhibits"]],
        "originals": [one["sha256"] for one in record["exhibits"] if one["came"] != "forwarded"],
        "synthesis": {name: value for name, value in record["synthesis"].items() if name != "authors"},
        "gaps": [gap for gap in record["gaps"] if gap["kind"] != "no_author"],
        "received": sorted(one["exhibit"] for one in record["custody"] if one["what"] == "received"),
        **{name: record[name] for name in ("consequences", "steps", "asks", "country", "written_by", "first", "last")},
    }


def lines_of(one: Record) -> Record:
    return {"lines": [(line["at"], line["text"]) for line in one["lines"]]}
