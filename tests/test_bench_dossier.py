"""`appui bench dossier` measures the maker that serves people, and `appui dossier verify` reads what it made."""

import json
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner
from dossier_fixtures import capture
from pdf_checks import faults_of

from bot.cli import appui


def made(folder: Path) -> Path:
    images = folder / "images"
    images.mkdir()
    for number, (kind, mode) in enumerate((("PNG", "RGB"), ("JPEG", "RGB"), ("PNG", "RGBA"), ("WEBP", "RGB")), 1):
        (images / f"{number}.{kind.lower()}").write_bytes(capture(number, (300, 640), kind, mode))
    (images / "notes.bin").write_bytes(b"\x00\x01 no picture")
    return images


def test_bench_makes_a_real_dossier(tmp_path: Path) -> None:
    out = tmp_path / "out.pdf"
    # Alone: the peak of this process and of its children holds all tests before.
    command = [sys.executable, "-m", "bot", "bench", "dossier", "--images", str(made(tmp_path)), "--out", str(out)]
    figures = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert figures["images"] == 4
    assert figures["images_untouched"] is True
    assert figures["size_bytes"] == out.stat().st_size
    assert 0 < figures["seconds"] < 30
    assert 30 < figures["peak_mb"] < 300
    assert faults_of(out.read_bytes()) == []


def test_command_verifies_and_names(tmp_path: Path) -> None:
    out = tmp_path / "out.pdf"
    CliRunner().invoke(appui, ["bench", "dossier", "--images", str(made(tmp_path)), "--out", str(out)])
    archive = tmp_path / "out.zip"
    assert CliRunner().invoke(appui, ["dossier", "verify", str(archive)]).exit_code == 0
    data = bytearray(archive.read_bytes())
    data[data.index(b"pieces/0002.jpg\xff\xd8") + 100] ^= 1
    archive.write_bytes(data)
    done = CliRunner().invoke(appui, ["dossier", "verify", str(archive), "--json"])
    assert done.exit_code == 1
    assert json.loads(done.output)["faults"] == [["pieces/0002.jpg", "changed"]]
