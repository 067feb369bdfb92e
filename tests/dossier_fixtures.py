"""A dossier as it may be: facts of two months, exhibits of every kind, words of a person with everything in them."""

import hashlib
import io
import random
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image, ImageDraw

from bot.decoding import Decoder
from bot.dossier_archive import archive, original_name
from bot.packs import open_library
from bot.picture_parts import parts_of
from bot.plain_zip import Member
from bot.typeset import set_sheet
from conversations.dated import Dated
from conversations.dossier import (
    Account,
    Author,
    ChatLine,
    CustodyLine,
    DossierContent,
    DossierFact,
    Exhibit,
    Gap,
    Profile,
    Synthesis,
    Taken,
    Telling,
)
from conversations.dossier_sheet import sheets
from conversations.sheet import Sheet
from storage.signature import Signer

MADE_AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
LEO = Author(name="Léo 🔥", handle="@leo.93", link="https://www.instagram.com/leo.93")
SAID = (
    "Il a écrit « sale [mot], crève » dans le groupe de la classe, tout le monde a liké 😭",
    "Ils ont refait un compte avec ma photo et mon nom. J'ai rien dit à personne.",
    "Encore ce soir : 14 messages d'affilée, « t'es morte demain »",
)
PLATFORMS = {"instagram": "Instagram", "snapchat": "Snapchat", "whatsapp": "WhatsApp"}


def capture(number: int, size: tuple[int, int] = (720, 1560), kind: str = "PNG", mode: str = "RGB") -> bytes:
    """A picture like a capture of a discussion, different for each number."""
    chance = random.Random(number)
    made = Image.new(mode, size, "white")
    draw = ImageDraw.Draw(made)
    for top in range(40, size[1] - 80, 120):
        left = chance.choice((30, size[0] // 3))
        tint = tuple(chance.randrange(150, 255) for _ in "RGB")
        draw.rounded_rectangle((left, top, left + size[0] // 2, top + 90), 24, fill=tint if mode != "L" else 200)
        draw.text((left + 20, top + 20), f"message {number}/{top}", fill="black", font_size=30)
    out = io.BytesIO()
    made.save(out, kind)
    return out.getvalue()


def exhibit(number: int, file: bytes, mime: str = "image/png", **more: object) -> Exhibit:
    at = datetime(2026, 10, 1, 16, 4, tzinfo=UTC) + timedelta(days=number)
    fields: dict[str, object] = {
        "moment": Dated(day=at.date(), at=at, precision="minute", certainty="platform"),
        "author": LEO,
        "platforms": ("instagram",),
        "name": f"Capture {number}.png",
        "caption": "La capture du groupe de la classe",
        **more,
    }
    return Exhibit(
        number=number,
        evidence=f"e{number}",
        blob=f"{number:032x}",
        kind="photo",
        mime=mime,
        sha256=hashlib.sha256(file).hexdigest(),
        size=len(file),
        received_at=at + timedelta(days=2),
        facts=(1,),
        **fields,  # type: ignore[arg-type]
    )


@lru_cache(maxsize=4)
def files() -> dict[int, bytes]:
    """The originals of `content`, by number of the exhibit."""
    return {
        1: capture(1),
        2: capture(2, kind="JPEG"),
        3: capture(3, size=(1280, 720)),
        4: capture(4, size=(600, 4200)),
        5: capture(5, mode="RGBA"),
        6: b"ftyp-a-video",
        7: "Lina: ça va ?\nLéo: lol".encode(),
    }


def exhibits() -> tuple[Exhibit, ...]:
    given = files()
    lines = (
        ChatLine(place=1, author="Lina", at=datetime(2026, 10, 8, 17, 1, tzinfo=UTC), text="ça va ?"),
        ChatLine(
            place=2, author="Léo 🔥", at=datetime(2026, 10, 8, 17, 2, tzinfo=UTC), text="non. t'es où 🙄\nréponds"
        ),
        ChatLine(place=3, hidden=True, text="on t'attend demain"),
    )
    shown = [exhibit(n, given[n]) for n in range(1, 6)]
    shown[1] = shown[1].model_copy(update={"mime": "image/jpeg", "came": "reencoded", "same_as": 1})
    film = exhibit(6, given[6], "video/mp4", name="film \u202egpj.mp4", caption="")
    chat = exhibit(7, given[7], "text/plain", came="export", lines=lines, platforms=("whatsapp",))
    gone = exhibit(8, b"", "", moment=Dated(), removed="intimate", came="sheet", author=Author())
    return (*shown, film, chat, gone.model_copy(update={"sha256": "", "blob": "", "size": 0, "name": ""}))


def fact(number: int) -> DossierFact:
    day = date(2026, 9, 3) + timedelta(days=4 * number)
    at = datetime(day.year, day.month, day.day, 16, 4, tzinfo=UTC)
    moments = (
        Dated(day=day, at=at, precision="minute", certainty="platform"),
        Dated(day=day, precision="day", part="evening", certainty="declared", words="mardi soir"),
        Dated(day=day, until=day + timedelta(days=6), precision="span", certainty="declared", words="cette semaine-là"),
        Dated(day=day, precision="month", about=True, certainty="read"),
        Dated(),
    )
    return DossierFact(
        number=number,
        moment=moments[number % len(moments)],
        others=(Dated(day=day + timedelta(days=1), precision="day", certainty="read"),) if number == 2 else (),
        platforms=("instagram",),
        authors=(LEO,),
        kinds=("insults", "threats") if number % 2 else ("rumor",),
        words=SAID[number % len(SAID)],
        witnesses=("toute la 4e B",) if number % 3 == 0 else (),
        effects=("sleep",) if number % 2 else (),
        reports=("report_platform",) if number == 3 else (),
        exhibits=(1, 2) if number == 1 else (number,) if number < 8 else (),
        told_at=at + timedelta(days=1),
    )


def content(profile: Profile = "complete", facts: int = 9) -> DossierContent:
    custody = tuple(
        CustodyLine(number=n, at=MADE_AT, what="received", exhibit=n, hash=hashlib.sha256(bytes([n])).hexdigest())
        for n in range(1, 8)
    )
    said = Taken(words="J'ai parlé au CPE.", moment=Dated(day=date(2026, 10, 6), precision="day", certainty="declared"))
    return DossierContent(
        case="2026-7F3A9C",
        profile=profile,
        country="FR",
        time_zone="Europe/Paris",
        written_by="teen",
        made_at=MADE_AT,
        version="0.1.0",
        first=date(2026, 9, 1),
        last=date(2026, 11, 12),
        synthesis=Synthesis(
            authors=(LEO,),
            kinds=("insults", "threats", "rumor"),
            since=Dated(day=date(2026, 9, 1), precision="day", ongoing=True, certainty="declared"),
            facts=facts,
            exhibits=8,
            platforms=("instagram", "whatsapp"),
            where=("au collège",),
            effects=("sleep", "school"),
            steps=1,
            asks=("que ça s'arrête",),
        ),
        facts=tuple(fact(number) for number in range(1, facts + 1)),
        exhibits=exhibits(),
        consequences=(Telling(words="Je dors plus."), Telling(words="J'ai plus envie d'aller en cours 😞")),
        steps=(said.model_copy(update={"to": "CPE", "answer": "« On va voir. »"}),),
        asks=(Telling(words="que ça s'arrête"),),
        accounts=(Account(platform="instagram", handle="@leo.93", name="Léo 🔥", link=LEO.link, exhibits=(1, 2)),),
        custody=custody,
        gaps=(Gap(kind="undated_fact", numbers=(4, 9)), Gap(kind="no_link", numbers=(6,))),
    )


def pages_of(made: DossierContent, *, pictures: bool = True) -> tuple[Sheet, ...]:
    return tuple(sheets(made, open_library().texts, lambda word: PLATFORMS.get(word, word), pictures=pictures))


def pdf_of(sheet: Sheet, originals: dict[int, bytes]) -> bytes:
    out = bytearray()
    set_sheet(sheet, lambda: (for_page(originals[number]) for number in numbers_in(sheet)), out.extend)
    return bytes(out)


@cache
def for_page(file: bytes) -> bytes:
    """As the maker of dossiers gives it to the pages."""
    if parts_of(file) is not None:
        return file
    decoder = Decoder()
    flat = decoder.on_paper(iter([file]), "image/png")
    decoder.close()
    return flat


def numbers_in(sheet: Sheet) -> list[int]:
    blocks = [block for section in sheet.sections for block in section.blocks if block.kind == "exhibit"]
    return [block.number for block in blocks if block.alt]


def member(name: str, data: bytes) -> Member:
    return Member(name, lambda: (data,))


def signature() -> Signer:
    """A key that is the same in every run of the tests."""
    return Signer(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))


@lru_cache(maxsize=1)
def archived() -> bytes:
    made = content()
    given = files()
    originals = [member(original_name(one), given[one.number]) for one in made.exhibits if one.blob and not one.same_as]
    document = member("document.pdf", pdf_of(pages_of(made)[0], given))
    return b"".join(archive(made, [document], originals, open_library().texts, signature()))
