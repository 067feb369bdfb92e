"""An exported chat is shown in pages; the messages that the person picks become dated entries of the dossier."""

import asyncio
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from case_of_a_month import Person

from bot.local_channel import file_fields
from conversations.chatting import picked
from conversations.dossier import DossierContent
from conversations.library import Library

LINES = [f"{day:02}/10/2026, 18:{day:02} - {'Léa' if day % 2 else 'Tom'}: sale thon {day}" for day in range(1, 25)]


@pytest.fixture(scope="module")
def library() -> Library:
    from bot.packs import open_library

    return open_library().load()


def chatted(library: Library, folder: Path, file: Path, *texts: str) -> tuple[DossierContent, list[str]]:
    """What becomes of an export and the answers to its pages; and everything that was said."""
    heard: list[str] = []

    async def run() -> DossierContent:
        person = Person(library, folder)
        try:
            await person.arrives()
            await person.does("file_sent", files=[{**file_fields(file, "document"), "message": "m"}])
            heard.extend(say.text for say in person.said)
            for text in texts:
                person.now += timedelta(seconds=20)
                await person.does("said", text=text, message=f"m{person.sent}")
                heard.extend(say.text for say in person.said)
            return await person.dossier()
        finally:
            person.close()

    return asyncio.run(run()), heard


@pytest.fixture
def export(tmp_path: Path) -> Path:
    file = tmp_path / "chat.txt"
    file.write_text("\n".join(LINES), encoding="utf-8")
    return file


def test_picked_messages_are_dated(library: Library, tmp_path: Path, export: Path) -> None:
    content, heard = chatted(library, tmp_path, export, "2, 4-5", "c'est tout")
    assert [(fact.lines[0].text, fact.lines[0].author) for fact in content.facts] == [
        ("sale thon 2", "Tom"),
        ("sale thon 4", "Tom"),
        ("sale thon 5", "Léa"),
    ]
    assert {fact.moment.certainty for fact in content.facts} == {"file"}
    assert next(fact.moment.at.isoformat() for fact in content.facts if fact.moment.at) == "2026-10-02T18:02:00+02:00"
    assert any("Noté\u00a0: 3 messages" in text for text in heard)
    assert content.exhibits[0].came == "export"


def test_pages_go_on_and_jump(library: Library, tmp_path: Path, export: Path) -> None:
    _, heard = chatted(library, tmp_path, export, "la suite", "le 20/10")
    assert any(text.startswith("6. 06/10 18:06 Tom") for text in heard)
    assert any(text.startswith("20. 20/10 18:20 Tom") for text in heard)


def test_an_archive_is_read_too(library: Library, tmp_path: Path, export: Path) -> None:
    file = tmp_path / "chat.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.write(export, "_chat.txt")
    content, _ = chatted(library, tmp_path, file, "1")
    assert [fact.lines[0].text for fact in content.facts] == ["sale thon 1"]


def test_another_text_asks_nothing(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("ce que j'ai noté", encoding="utf-8")
    content, heard = chatted(library, tmp_path, file)
    assert not any("messages" in text for text in heard)
    assert [exhibit.came for exhibit in content.exhibits] == ["original"]


@pytest.mark.parametrize(
    ("text", "places"),
    {"2, 5-8": (2, 5, 6, 7, 8), "3 et 4": (3, 4), "9 à 11": (9, 10), "999999": (), "on est 3": (), "": ()}.items(),
)
def test_only_numbers_pick(text: str, places: tuple[int, ...]) -> None:
    assert picked(text, 10) == places
