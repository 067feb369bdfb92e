"""An exported chat may come as an archive: kept for the text in it, which is all that is ever unpacked."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from dispatch_fixtures import Office, open_office

from bot.decoding import Decoder, DecodingFailed
from conversations.events import EvidenceStored

ANDROID = "31/10/2026, 18:04 - Léo: t'es nulle 😢\n31/10/2026, 18:05 - Sam: mdr\n"
IPHONE = "\u200e[31/10/2026 18:04:07] Léo: t'es nulle\n[31/10/2026 18:05:00] Sam: <attached: 1.jpg>\n"


def archive(**files: bytes | str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in files.items():
            bundle.writestr(name, content)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def decoder() -> Iterator[Decoder]:
    decoder = Decoder()
    yield decoder
    decoder.close()


@pytest.mark.parametrize(
    ("files", "text"),
    [
        ({"_chat.txt": IPHONE, "1.jpg": b"never unpacked"}, IPHONE),
        ({"Discussion WhatsApp avec Léo.txt": ANDROID}, ANDROID),
        ({"note.txt": "rien", "sous/dossier/WhatsApp Chat.txt": "\ufeff" + ANDROID}, ANDROID),
    ],
)
async def test_text_of_a_chat_comes_out(decoder: Decoder, files: dict[str, str | bytes], text: str) -> None:
    assert await decoder.chat(iter([archive(**files)])) == text


NO_CHATS = [
    archive(a=b"x"),
    archive(**{"note.txt": "bonjour, rien de tout cela"}),
    archive(**{"_chat.txt": b"\xff\xfe31/10/2026, 18:04 - X: y"}),
    archive(**{"AndroidManifest.xml": b"x", "classes.dex": b"x"}),
    archive(**{f"{n}.txt": "" for n in range(2001)}),
    archive(),
    b"PK\x03\x04" + bytes(300),
]


@pytest.mark.parametrize("content", NO_CHATS, ids=range(len(NO_CHATS)))
async def test_other_archives_are_refused(decoder: Decoder, content: bytes) -> None:
    with pytest.raises(DecodingFailed):
        await decoder.chat(iter([content]))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as office:
        yield office


async def test_archive_is_kept_for_its_chat(office: Office) -> None:
    office.messenger.files["f1"] = [archive(**{"_chat.txt": IPHONE, "1.jpg": b"x"})]
    office.messenger.files["f2"] = [NO_CHATS[0]]
    await office.send_file("ana", "f1", name="WhatsApp.zip")
    await office.send_file("bob", "f2", name="WhatsApp.zip")
    await office.deliver_all()
    stored = [event for event in office.events if isinstance(event, EvidenceStored)]
    assert [event.mime for event in stored] == ["application/zip"]
    assert office.refusals() == ["type"]
    assert len(list(office.blobs.names())) == 1
