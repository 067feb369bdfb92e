"""Thirty things of one month, and three hands that give them to the running program: on Telegram, on Discord, and in
Chromium. What a messenger tells of a forwarded message, the browser's person tells in their own words.
"""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Protocol

from case_of_a_month import PARIS
from discord_double import DiscordDouble
from discord_double_taps import Attached
from dossier_fixtures import capture
from PIL import ExifTags, Image
from playwright.sync_api import Locator, Page
from telegram_double_person import origin_hidden, origin_user
from test_whole_discord import taken_in, written
from whole_program import OPEN_WORK, Whole, rows_of, wait_for

MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
TOLD = (
    "ils m'ont encore insultée devant tout le monde",
    "on m'a virée du groupe de la classe",
    "Léa a raconté à toute la classe que je sens mauvais",
    "ils ont posté une photo moche de moi en story",
    "j'ai reçu 14 messages, tous pour se moquer",
    "quelqu'un a fait un faux compte avec mon nom",
    "ils ont ri quand j'ai pris la parole",
    "personne n'a voulu s'asseoir à côté de moi",
    "ils ont caché mon sac et filmé ma tête",
)
WAYS = {"text": 9, "capture": 7, "forward": 5, "forwarded_photo": 3, "camera": 3, "pdf": 2, "chat": 1}
# No date of any kind: an address alone has none.
ASKS_DATES = re.compile("dates? se (lit|lisent) sur")
LINES = "SELECT count(*) FROM transcripts"
LINK = "https://www.tiktok.com/@lea.b/video/7"
SOURCES = {"text": "declared", "pdf": "declared", "capture": "read", "camera": "file", "chat": "file"}
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


@dataclass(frozen=True, slots=True)
class Thing:
    """When it truly was, in France, to the minute; how it comes; which one of its kind."""

    at: datetime
    way: str
    number: int

    @property
    def day(self) -> str:
        return f"{self.at.day} {MONTHS[self.at.month - 1]}"

    @property
    def hour(self) -> str:
        return f"{self.at:%Hh%M}"

    @property
    def picture(self) -> bytes:
        return capture(self.number + 10 * list(WAYS).index(self.way), size=(360, 640))


def things(random: Random, today: datetime) -> list[Thing]:
    """In the order in which they happened: at most one a day, by daylight, within the last five weeks."""
    ways = [(way, number) for way, count in WAYS.items() for number in range(count)]
    days = sorted(random.sample(range(1, 36), len(ways)), reverse=True)
    # Days are counted where the person lives: near midnight, around the night of winter time, two fell on one date.
    today = today.astimezone(PARIS)
    shuffled = random.sample(ways, len(ways))
    return [
        Thing(at(today - timedelta(days=day), random.randint(8, 19), random.randint(0, 59)), way, number)
        for day, (way, number) in zip(days, shuffled, strict=True)
    ]


def at(day: datetime, hour: int, minute: int) -> datetime:
    return day.astimezone(PARIS).replace(hour=hour, minute=minute, second=0, microsecond=0)


class Hand(Protocol):
    """What the person does on one messenger; each act is taken in once `settled` returns."""

    FORWARDS: bool

    def tap(self, label: str) -> None: ...
    def say(self, words: str) -> None: ...
    def forward(self, thing: Thing, words: str) -> None: ...
    def forward_photo(self, thing: Thing) -> None: ...
    def file(self, content: bytes, name: str, mime: str, words: str) -> None: ...
    def photo(self, content: bytes) -> None: ...
    def settled(self) -> None: ...
    def read(self) -> list[str]: ...
    def papers(self) -> dict[str, bytes]: ...


class Giver:
    """Hands the things over one by one, and answers what is asked of each."""

    def __init__(self, hand: Hand, kept: Callable[[], int]) -> None:
        self.hand, self._kept = hand, kept
        self._undated: list[Thing] = []

    def arrives(self) -> None:
        for line in ("bonjour", "[France]", "[Ça m'arrive à moi]"):
            self._does(lambda line=line: self.hand.tap(line[1:-1]) if line.startswith("[") else self.hand.say(line))
        self._does(lambda: self.hand.photo(capture(99, size=(90, 160))))
        self._does(lambda: self.hand.tap("Non"))
        self._does(lambda: self.hand.say("je sais pas"))

    def gives(self, thing: Thing) -> None:
        """Returns once what was asked of it is answered, and what is to be kept of it is kept."""
        before = self._kept()
        seen = len(self.hand.read())
        getattr(self, f"_{thing.way}")(thing)
        if thing.way != "text" and (self.hand.FORWARDS or not thing.way.startswith("forward")):
            wait_for(lambda: self._kept() > before, thing.way)
        self.hand.settled()
        if thing.way in ("capture", "camera") or (thing.way == "forwarded_photo" and not self.hand.FORWARDS):
            self._undated.append(thing)
        self._answers(thing, seen)

    def waits_for_receipts(self) -> None:
        """What came in quick succession has one receipt, and one question of dates."""
        if self._undated:
            seen = len(self.hand.read())
            last = self._undated[-1]
            wait_for(lambda: any(ASKS_DATES.search(text) for text in self.hand.read()[seen:]), "the question of dates")
            self._answers(last, seen)

    def link(self) -> None:
        self._does(lambda: self.hand.say(LINK))

    def asks_for_the_dossier(self) -> None:
        self._does(lambda: self.hand.say("mon dossier"))
        self._does(lambda: self.hand.tap("Police ou avocat"))
        self._does(lambda: self.hand.tap("Ici, maintenant"))

    def _answers(self, thing: Thing, seen: int) -> None:
        asked = "\n".join(self.hand.read()[seen:])
        if ASKS_DATES.search(asked):
            written = ", ".join(f"{one.at.day}/{one.at.month:02} {one.at:%H:%M}" for one in self._undated)
            self._does(lambda: self.hand.say(written))
            self._undated.clear()
        if "ne dit pas qui l'a écrite" in asked:
            self._does(lambda: self.hand.say(author_of(thing)))
        if "ne disent pas qui les a écrites" in asked:
            self._does(lambda: self.hand.say("plusieurs"))
        if "Lesquels comptent" in asked:
            self._does(lambda: self.hand.say("2"))
        if "peut-il voir ton téléphone" in asked:
            self._does(lambda: self.hand.tap("Non"))

    def _does(self, act: Callable[[], None]) -> None:
        act()
        self.hand.settled()

    def _text(self, thing: Thing) -> None:
        self.hand.say(f"le {thing.day} à {thing.hour} {TOLD[thing.number]}")

    def _capture(self, thing: Thing) -> None:
        self.hand.photo(thing.picture)

    def _forward(self, thing: Thing) -> None:
        self.hand.forward(thing, f"t'es nulle, personne t'aime ({thing.number})")

    def _forwarded_photo(self, thing: Thing) -> None:
        self.hand.forward_photo(thing)

    def _camera(self, thing: Thing) -> None:
        self.hand.file(photographed(thing), "IMG_0042.jpg", "image/jpeg", "")

    def _pdf(self, thing: Thing) -> None:
        self.hand.file(school_note(thing), "mot.pdf", "application/pdf", f"le mot de l'école du {thing.day}")

    def _chat(self, thing: Thing) -> None:
        self.hand.file(exported(thing), "Discussion.txt", "text/plain", "")


def author_of(thing: Thing) -> str:
    return "Tom" if thing.way == "forwarded_photo" else "Léa B"


def school_note(thing: Thing) -> bytes:
    return PDF + b"%" * thing.number


def photographed(thing: Thing) -> bytes:
    """A photograph with the moment that its camera wrote into it."""
    made, out = Image.open(io.BytesIO(thing.picture)).convert("RGB"), io.BytesIO()
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = f"{thing.at:%Y:%m:%d %H:%M:%S}"
    made.save(out, "JPEG", exif=exif)
    return out.getvalue()


def exported(thing: Thing) -> bytes:
    """A discussion as WhatsApp on Android writes it; its second message is the one that counts."""
    before = thing.at - timedelta(minutes=3)
    lines = [
        (before, "Inès", "tu viens demain ?"),
        (thing.at, "Léa B", "personne te veut ici"),
        (thing.at, "Inès", "arrête"),
    ]
    return "".join(f"{when:%d/%m/%Y, %H:%M} - {who}: {text}\n" for when, who, text in lines).encode()


class TelegramHand:
    FORWARDS = True

    def __init__(self, program: Whole) -> None:
        self._program, self.person = program, program.person("Léa")

    def tap(self, label: str) -> None:
        self.person.tap(label)

    def say(self, words: str) -> None:
        self.person.write(words)

    def forward(self, thing: Thing, words: str) -> None:
        self.person.forward(words, origin_user("Léa B", int(thing.at.timestamp())))

    def forward_photo(self, thing: Thing) -> None:
        origin = origin_hidden("Tom", int(thing.at.timestamp()))
        self.person.photo(thing.picture, origin=origin)

    def file(self, content: bytes, name: str, mime: str, words: str) -> None:
        self.person.document(content, name, mime, words)

    def photo(self, content: bytes) -> None:
        self.person.photo(content)

    def settled(self) -> None:
        self._program.settled()

    def read(self) -> list[str]:
        return self.person.texts

    def papers(self) -> dict[str, bytes]:
        documents = [message["document"] for message in self.person.heard if "document" in message]
        return {one["file_name"]: self._program.telegram.files[one["file_id"]].content for one in documents}


class DiscordHand:
    FORWARDS = True

    def __init__(self, folder: Path, discord: DiscordDouble) -> None:
        self._folder, self._discord, self.person = folder, discord, discord.person("Léa")

    def tap(self, label: str) -> None:
        self.person.press(label)

    def say(self, words: str) -> None:
        self.person.write(words)

    def forward(self, thing: Thing, words: str) -> None:
        self.person.forward(words, thing.at.astimezone(UTC).isoformat())

    def forward_photo(self, thing: Thing) -> None:
        self.person.forward("", thing.at.astimezone(UTC).isoformat(), [Attached(thing.picture)])

    def file(self, content: bytes, name: str, mime: str, words: str) -> None:
        self.person.files([Attached(content, name, mime)], words)

    def photo(self, content: bytes) -> None:
        self.person.photo(content)

    def settled(self) -> None:
        def holds() -> bool:
            return set(written(self._discord)) <= set(taken_in(self._folder)) and rows_of(self._folder, OPEN_WORK) == [
                (0,)
            ]

        wait_for(holds, "the end of all work")

    def read(self) -> list[str]:
        return self.person.texts

    def papers(self) -> dict[str, bytes]:
        files = {one.id: one.content for one in self._discord.cdn.files.values()}
        sent = [file for message in self.person.heard for file in message["attachments"]]
        return {one["filename"]: files[one["id"]] for one in sent}


class BrowserHand:
    """A page of Chromium. Nothing is forwarded there: what others wrote is told, or captured."""

    FORWARDS = False

    def __init__(self, folder: Path, page: Page, address: str) -> None:
        self._folder, self.page = folder, page
        page.goto(address)
        page.get_by_role("button", name="Commencer").click()

    def tap(self, label: str) -> None:
        self.page.get_by_role("button", name=label, exact=True).last.click()

    def say(self, words: str) -> None:
        self.page.get_by_label("Ton message").fill(words)
        self.page.get_by_role("button", name="Envoyer", exact=True).click()

    def forward(self, thing: Thing, words: str) -> None:
        self.say(f"le {thing.day} à {thing.hour} Léa B m'a écrit « {words} »")

    def forward_photo(self, thing: Thing) -> None:
        self.photo(thing.picture)

    def file(self, content: bytes, name: str, mime: str, words: str) -> None:
        if self.page.get_by_role("button", name="Ajouter un fichier").count():
            self.page.get_by_role("button", name="Ajouter un fichier").click()
            return
        self.page.get_by_label("Choisis un fichier").set_input_files(
            [{"name": name, "mimeType": mime, "buffer": content}]
        )
        self.page.get_by_role("button", name="Envoyer le fichier").click()
        if words:
            self.settled()
            self.say(words)

    def photo(self, content: bytes) -> None:
        self.file(content, "capture.png", "image/png", "")

    def settled(self) -> None:
        """What was sent is in the transcript, nothing is left to say, and the page shows it all."""

        def holds() -> bool:
            [(left,)], [(lines,)] = rows_of(self._folder, OPEN_WORK), rows_of(self._folder, LINES)
            return left == 0 and lines == self.page.locator(".line").count()

        self.page.wait_for_timeout(100)
        wait_for(holds, "the whole page")

    def read(self) -> list[str]:
        return self.page.locator(".line:not(.me)").all_inner_texts()

    def papers(self) -> dict[str, bytes]:
        return {name: self._downloaded(name) for name in ("document.pdf", "archive.zip") if self._offered(name).count()}

    def _offered(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=f"Télécharger {name}")

    def _downloaded(self, name: str) -> bytes:
        with self.page.expect_download() as waiting:
            self._offered(name).click()
        return Path(waiting.value.path()).read_bytes()
