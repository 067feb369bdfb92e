"""A picture as the very first message, on every channel: not a byte of it comes in before the question is answered."""

import hashlib
import shutil
from pathlib import Path

import pytest
from telegram_double_person import Person
from whole_browser import Browser
from whole_program import MARK, PNG, Whole, assert_nothing_readable, left_on_disk, store_of, typed, wait_for, whole

from storage import evidence
from storage.blobs import Blobs
from storage.errors import SealBroken
from storage.transaction import Transaction

QUESTION = "quelqu'un de nu"
WITHDRAWAL_LINES = ("3018", "takeitdown.ncmec.org")


def assert_not_a_byte(folder: Path) -> None:
    for path in left_on_disk(folder):
        assert MARK[:19] not in path.read_bytes(), path.name
    for kept in ("blobs", "waiting"):
        assert [path for path in (folder / "data" / kept).rglob("*") if path.is_file()] == []
    assert list((folder / "tmp").iterdir()) == []


def assert_kept(folder: Path) -> None:
    """The one piece of evidence is the picture, by its hash and by its bytes."""
    assert_nothing_readable(folder)
    with store_of(folder) as store:
        [item] = store.read_now(every_piece)
        assert item.sha256 == hashlib.sha256(PNG).hexdigest()
        assert b"".join(Blobs(folder / "data" / "blobs", store.cipher, store.halves).read(item.blob)) == PNG
    assert list((folder / "tmp").iterdir()) == []


def every_piece(tx: Transaction) -> list[evidence.Evidence]:
    people = tx.execute("SELECT id, key FROM people").fetchall()
    return [item for person, key in people for item in evidence.of_person(tx, person, key)]


def sent_first(program: Whole) -> Person:
    """Someone whose first message is the picture, and who now reads the question."""
    lea = program.person("Léa")
    lea.photo(PNG)
    program.settled()
    assert QUESTION in lea.texts[-1]
    assert lea.buttons[:3] == ["Non", "Oui", "Je ne sais pas"]
    assert not fetched(program)
    assert_not_a_byte(program.folder)
    return lea


def fetched(program: Whole) -> bool:
    return bool(program.telegram.calls_of("getFile")) or any(one.downloads for one in program.telegram.files.values())


def test_telegram_keeps_after_no(tmp_path: Path) -> None:
    with whole(tmp_path) as program:
        lea = sent_first(program)
        program.act(lea, "[Non]")
        wait_for(lambda: any("Gardé. Pièce 1" in text for text in lea.texts), "the receipt")
        assert [file.downloads for file in program.telegram.files.values()] == [0, 0, 1]
    assert_kept(tmp_path)


def test_telegram_purges_what_was_a_nude(tmp_path: Path) -> None:
    """Kept by mistake, then « Il y a un corps nu »: gone within seconds, and from a copy made before as well."""
    with whole(tmp_path) as program:
        lea = sent_first(program)
        picture = lea.screen[0]["message_id"]
        program.act(lea, "[Non]")
        wait_for(lambda: any("Gardé. Pièce 1" in text for text in lea.texts), "the receipt")
        copy = Path(shutil.copytree(tmp_path / "data", tmp_path / "copy"))
        program.act(lea, "[Il y a un corps nu]", "[France]")
        wait_for(lambda: any("n'existe plus ici" in text for text in lea.texts), "the end of the purge")
        assert picture in [call.params["message_id"] for call in program.telegram.calls_of("deleteMessage")]
        assert all(any(line in text for text in lea.texts) for line in WITHDRAWAL_LINES)
    assert_not_a_byte(tmp_path)
    assert_nothing_readable(tmp_path)
    with store_of(tmp_path) as store:
        [item] = store.read_now(every_piece)
        assert (item.removed, item.blob, item.sha256) == ("intimate", "", "")
        dark = Blobs(copy / "blobs", store.cipher, store.halves)
        for blob in dark.names():
            with pytest.raises(SealBroken, match="key_gone"):
                b"".join(dark.read(blob))


def test_telegram_never_fetches_after_yes(tmp_path: Path) -> None:
    with whole(tmp_path) as program:
        lea = sent_first(program)
        picture = lea.screen[0]["message_id"]
        program.act(lea, "[Oui]", "[France]")
        deleted = [call.params["message_id"] for call in program.telegram.calls_of("deleteMessage")]
        assert deleted == [picture]
        assert picture not in [message["message_id"] for message in lea.screen]
        assert all(any(line in text for text in lea.texts) for line in WITHDRAWAL_LINES)
        assert not any("Gardé" in text for text in lea.texts)
        assert not fetched(program)
    assert_not_a_byte(tmp_path)
    assert_nothing_readable(tmp_path)


def test_browser_keeps_after_no(tmp_path: Path) -> None:
    with whole(tmp_path) as program:
        browser = announced_first(program)
        browser.tap("Non")
        assert browser.send(PNG).status_code == 200
        wait_for(lambda: "Gardé. Pièce 1" in browser.page, "the receipt")
        program.settled()
    assert_kept(tmp_path)


def test_browser_never_takes_after_yes(tmp_path: Path) -> None:
    with whole(tmp_path) as program:
        browser = announced_first(program)
        browser.tap("Oui")
        assert browser.is_refused(PNG)
        browser.tap("France")
        program.settled()
        page = browser.page
        assert all(line in page for line in WITHDRAWAL_LINES)
    assert_not_a_byte(tmp_path)
    assert_nothing_readable(tmp_path)


def announced_first(program: Whole) -> Browser:
    """Someone who wants to send a picture before a word, and tries at once."""
    browser = Browser(program)
    assert QUESTION in browser.post("/announce")
    assert browser.is_refused(PNG)
    program.settled()
    assert_not_a_byte(program.folder)
    return browser


@pytest.mark.parametrize("answers", [(), ("Oui",), ("Je ne sais pas",)])
def test_terminal_never_reads_it(tmp_path: Path, answers: tuple[str, ...]) -> None:
    picture = tmp_path / "capture.png"
    picture.write_bytes(PNG)
    asked, *after = typed(tmp_path, f"/file {picture}", *answers)
    assert QUESTION in asked["replies"][-1]
    assert not any("Gardé" in reply for turn in after for reply in turn["replies"])
    assert_not_a_byte(tmp_path)


def test_terminal_keeps_after_no(tmp_path: Path) -> None:
    picture = tmp_path / "capture.png"
    picture.write_bytes(PNG)
    _, kept = typed(tmp_path, f"/file {picture}", "Non")
    assert any("Gardé. Pièce 1" in reply for reply in kept["replies"])
    assert_kept(tmp_path)
