"""The figures of `appui bench evidence` are those of files that were really kept and looked at."""

import hashlib
import json
from pathlib import Path
from random import Random

import pytest

from bot.cli import run
from tests.hostile_files import drawn, exif_with_everything, saved


def test_figures_are_of_kept_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = saved(drawn(Random(1)), "JPEG", exif=exif_with_everything(Random(1)))
    (tmp_path / "capture.jpg").write_bytes(content)
    assert run(["bench", "evidence", "--file", str(tmp_path / "capture.jpg"), "--count", "3"]) == 0
    told = json.loads(capsys.readouterr().out)
    promised = ["ack_per_s", "items_per_s", "cpu_ms", "sha256", "preview_bytes", "metadata_left", "peak_mb"]
    assert [name for name in told if name in promised] == promised
    # What they are compared with, measured in the same run.
    assert told["cpu_ms"] > told["ack_cpu_ms"] > told["floor_cpu_ms"] > 0
    assert told["plain_cpu_ms"] > 0
    assert told["floor_per_s"] > 0
    assert (told["sha256"], told["metadata_left"]) == (hashlib.sha256(content).hexdigest(), 0)
    assert told["preview_bytes"] > 1000
    assert told["ack_per_s"] > told["items_per_s"] > 0


def test_refused_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "program.png").write_bytes(b"MZ" + bytes(999))
    assert run(["bench", "evidence", "--file", str(tmp_path / "program.png"), "--count", "1"]) == 2
