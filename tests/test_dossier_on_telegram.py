"""The dossier on Telegram, by the whole program: chosen, made, received as two documents, and nothing is left of it."""

import io
import zipfile
from pathlib import Path

from dossier_fixtures import capture
from pdf_checks import faults_of
from telegram_double_person import Person
from whole_program import Whole, wait_for, whole

from bot.dossier_verifiers import checked
from bot.packs import open_library

PICTURE = capture(1, size=(360, 640))


def received(program: Whole, person: Person) -> dict[str, bytes]:
    """The documents that came to this phone, by name."""
    documents = [message["document"] for message in person.heard if "document" in message]
    files = program.telegram.files
    return {one["file_name"]: files[one["file_id"]].content for one in documents}


def test_telegram_brings_two_documents(tmp_path: Path) -> None:
    with whole(tmp_path) as program:
        lea = program.person("Léa")
        lea.photo(PICTURE, caption="la capture du groupe")
        program.settled()
        program.act(lea, "[Non]", "mon dossier", "[Police ou avocat]", "[Ici, maintenant]")
        wait_for(lambda: len(received(program, lea)) == 2, "both documents", 60)
        program.settled()
        came = received(program, lea)
        assert list(came) == ["document.pdf", "archive.zip"]
        assert faults_of(came["document.pdf"]) == []
        (tmp_path / "a.zip").write_bytes(came["archive.zip"])
        assert checked(tmp_path / "a.zip", open_library().texts, "fr")["ok"]
        with zipfile.ZipFile(io.BytesIO(came["archive.zip"])) as opened:
            assert opened.read("pieces/0001.png") == PICTURE or opened.read("pieces/0001.jpg") == PICTURE
        assert list((tmp_path / "data" / "outgoing").iterdir()) == []
        assert program.rows("SELECT count(*) FROM papers") == [(0,)]
        (tmp_path / "a.zip").unlink()
