"""`appui case`, `appui audit`, `appui fsck`: what is kept has a neutral name, is checked, given back, destroyed."""

import io
import json
import sqlite3
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from PIL import Image

from bot.cli import run
from storage.store import FILE

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


def test_the_archive_holds_everything(data: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "case.zip"
    told(capsys, "case", "export", alias(capsys, data), "--out", str(file), "--data", data)
    assert file.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(file) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(manifest["public_key"]))
        key.verify(bytes.fromhex(archive.read("manifest.sig").decode()), archive.read("manifest.json"))
        for entry in manifest["files"]:
            assert sha256(archive.read(entry["name"])).hexdigest() == entry["sha256"]
        kept = json.loads(archive.read("case.json"))
        assert STORY in [fact["words"] for fact in kept["facts"]]
        assert archive.read("originals/0001.png") == (tmp_path / "capture-0.png").read_bytes()


def test_the_doctor_publishes_the_key(data: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "case.zip"
    told(capsys, "case", "export", alias(capsys, data), "--out", str(file), "--data", data)
    with zipfile.ZipFile(file) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    report = told(capsys, "doctor", "--data", data, code=1)
    assert report["signing_key"] == manifest["public_key"]


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
