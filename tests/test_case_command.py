"""`appui case`, `appui audit`, `appui fsck`: what is kept has a neutral name, is checked, given back, destroyed."""

import io
import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pdf_checks import faults_of
from PIL import Image

from bot import case_archive
from bot.case_command import _case
from bot.cli import run
from bot.cli_options import load_settings
from conversations.telling import Fact
from storage import custody, evidence, facts
from storage.evidence import Evidence
from storage.people import AddressRow
from storage.store import FILE, Store

STORY = "ils m'insultent sur snap depuis la rentrée"
PICTURES = 3


def told(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> Any:
    assert run([*arguments, "--json"]) == code
    return json.loads(capsys.readouterr().out)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """A folder in which one person told a story and sent pictures, in the terminal."""
    lines = ["bonjour", "France", "Ça m'arrive à moi", STORY]
    for number in range(PICTURES):
        path = tmp_path / f"capture-{number}.png"
        Image.new("RGB", (40, 40), (number, 9, 9)).save(path)
        lines += [
            f"/file {path}",
            *(["Non"] if number == 0 else []),
            "31 oct. 18:04",
            *(["Non", "Non"] if number == 0 else []),
        ]
    folder = str(tmp_path / "data")
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines) + "\n"))
    assert run(["chat", "--json", "--data", folder]) == 0
    capsys.readouterr()
    return folder


def alias(capsys: pytest.CaptureFixture[str], data: str) -> str:
    [listed] = told(capsys, "case", "list", "--data", data)
    return str(listed["case"])


def test_a_case_has_a_neutral_name(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    [listed] = told(capsys, "case", "list", "--data", data)
    assert (listed["evidence"], listed["channel"]) == (PICTURES, "terminal")
    assert listed["facts"] >= PICTURES + 1
    shown = told(capsys, "case", "show", listed["case"], "--data", data)
    assert [item["number"] for item in shown["items"]] == [1, 2, 3]
    assert STORY not in json.dumps(shown, ensure_ascii=False)


def test_a_whole_case_verifies(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "case", "verify", alias(capsys, data), "--data", data)
    assert found["ok"]
    assert told(capsys, "fsck", "--data", data)["ok"]


def test_an_altered_case_is_told(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    name = alias(capsys, data)
    with sqlite3.connect(Path(data) / FILE) as connection:
        connection.execute("UPDATE custody SET at = '2020' WHERE line = 2")
    connection.close()
    found = told(capsys, "case", "verify", name, "--data", data, code=1)
    assert [(one["kind"], one["about"]) for one in found["faults"]] == [("chain", "2")]


def exported(capsys: pytest.CaptureFixture[str], data: str, file: Path) -> Any:
    """The data of the archive that was written."""
    told(capsys, "case", "export", alias(capsys, data), "--out", str(file), "--data", data)
    with zipfile.ZipFile(file) as archive:
        return json.loads(archive.read("recit.json"))


@contextmanager
def opened(data: str, name: str) -> Iterator[tuple[Store, AddressRow]]:
    with _case(load_settings(Path(data)).settings, name, "case_show") as (store, _, address):
        yield store, address


def test_the_archive_holds_everything(data: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Pages, originals and every row; what a dossier does not show (a reading, an origin, a removed item) included."""
    name, file = alias(capsys, data), tmp_path / "case.zip"
    with opened(data, name) as (store, address):
        store.write_now(lambda tx: evidence.remove(tx, address.person, address.key, {3}, datetime.now(UTC)))
        items, facts_told, journal = store.read_now(
            lambda tx: (
                evidence.of_person(tx, address.person, address.key),
                [one.fact for one in facts.of_person(tx, address.person, address.key)],
                list(custody.lines(tx, address.person)),
            )
        )
    record = exported(capsys, data, file)
    assert [Evidence(id="", blob="", **one) for one in record["kept"]["items"]] == [
        item.model_copy(update={"id": "", "blob": ""}) for item in items
    ]
    assert [Fact.model_validate(one) for one in record["kept"]["facts"]] == facts_told
    assert [(one["number"], one["what"], one["hash"]) for one in record["custody"]] == [
        (line.number, line.what, line.hash.hex()) for line in journal
    ]
    assert [one["removed"] for one in record["exhibits"]] == ["", "", "intimate"]
    assert STORY in [fact["words"] for fact in record["facts"]]
    with zipfile.ZipFile(file) as archive:
        assert archive.read("pieces/0001.png") == (tmp_path / "capture-0.png").read_bytes()
        assert faults_of(archive.read("document.pdf")) == []


def test_the_archive_is_a_dossier(data: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """One verifier reads both: the command, and the program inside, as a stranger runs it."""
    file = tmp_path / "case.zip"
    assert exported(capsys, data, file)["profile"] == "complete"
    assert told(capsys, "dossier", "verify", str(file))["ok"]
    with zipfile.ZipFile(file) as archive:
        archive.extractall(tmp_path / "copy")
    command = [sys.executable, "-I", "verifier.py"]
    assert subprocess.run(command, cwd=tmp_path / "copy", env={}, capture_output=True, check=False).returncode == 0
    content = bytearray(file.read_bytes())
    content[content.index(b"pieces/0002.png\x89PNG") + 60] ^= 1
    file.write_bytes(content)
    assert told(capsys, "dossier", "verify", str(file), code=1)["faults"] == [["pieces/0002.png", "changed"]]


def test_an_archive_is_whole_or_not_there(
    data: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody else may read it, nothing of it is left behind, and what breaks off leaves nothing under its name."""
    folder = tmp_path / "out"
    folder.mkdir()
    exported(capsys, data, folder / "case.zip")
    assert (folder / "case.zip").stat().st_mode & 0o777 == 0o600
    assert list((Path(data) / "outgoing").iterdir()) == []
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", _broken)
        with pytest.raises(OSError, match="cut off"):
            case_archive._write([b"half"], folder / "next.zip")
    assert run(["case", "export", alias(capsys, data), "--out", str(folder / "case.zip"), "--data", data]) == 2
    assert run(["case", "export", alias(capsys, data), "--out", str(folder / "no" / "x.zip"), "--data", data]) == 2
    assert [path.name for path in folder.iterdir()] == ["case.zip"]
    capsys.readouterr()


def _broken(handle: int) -> None:
    raise OSError("cut off")


def test_the_doctor_publishes_the_key(data: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "case.zip"
    exported(capsys, data, file)
    key = told(capsys, "dossier", "verify", str(file))["key"]
    assert told(capsys, "doctor", "--data", data, code=1)["signing_key"] == key


def test_an_erased_case_is_gone(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    name = alias(capsys, data)
    told(capsys, "case", "erase", name, "--yes", "--data", data)
    assert told(capsys, "case", "list", "--data", data) == []
    assert run(["case", "show", name, "--data", data]) == 2
    assert list((Path(data) / "blobs").iterdir()) == []
    capsys.readouterr()


def test_every_use_is_in_the_trail(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    name = alias(capsys, data)
    told(capsys, "case", "verify", name, "--data", data)
    told(capsys, "case", "erase", name, "--yes", "--data", data)
    trail = told(capsys, "audit", "--data", data)
    assert [(line["what"], line["case"]) for line in trail["lines"]] == [
        ("case_list", ""),
        ("case_verify", name),
        ("case_erase", name),
    ]
    assert trail["ok"]


@pytest.mark.parametrize("change", ["UPDATE audit SET who = 'x' WHERE line = 1", "DELETE FROM audit WHERE line = 2"])
def test_a_changed_trail_is_told(data: str, capsys: pytest.CaptureFixture[str], change: str) -> None:
    told(capsys, "case", "show", alias(capsys, data), "--data", data)
    with sqlite3.connect(Path(data) / FILE) as connection:
        connection.execute(change)
    connection.close()
    assert not told(capsys, "audit", "--data", data, code=1)["ok"]


def test_every_altered_file_is_counted(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    files = sorted((Path(data) / "blobs").iterdir())
    for file in files:
        held = bytearray(file.read_bytes())
        held[len(held) // 2] ^= 1
        file.write_bytes(held)
    found = told(capsys, "fsck", "--data", data, code=1)
    assert sorted(one["about"] for one in found["faults"]) == [file.name for file in files]


def test_repair_only_moves_aside(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    stray = Path(data) / "blobs" / ("0" * 32)
    stray.write_bytes(b"nobody's")
    found = told(capsys, "fsck", "--repair", "--data", data, code=1)
    assert [(one["kind"], one["about"]) for one in found["faults"]] == [("file_stray", stray.name)]
    assert (Path(data) / "quarantine" / stray.name).read_bytes() == b"nobody's"
    assert told(capsys, "fsck", "--data", data)["ok"]


def test_a_missing_file_is_named(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    files = sorted((Path(data) / "blobs").iterdir())
    files[0].unlink()
    found = told(capsys, "fsck", "--data", data, code=1)
    assert ("file_missing", files[0].name) in [(one["kind"], one["about"]) for one in found["faults"]]
