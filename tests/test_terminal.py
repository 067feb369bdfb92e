"""`appui chat`: the same conversation in the terminal, from a pipe too."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any


def talk(folder: Path, *lines: str) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "chat", "--json", "--data", str(folder / "data")],
        input="\n".join(lines) + "\n",
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Traceback" not in done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_one_line_per_turn(tmp_path: Path) -> None:
    first, second = talk(tmp_path, "salut", "France")
    assert first["n"] == 1
    assert "France" in first["choices"]
    assert "Ça m'arrive à moi" in second["choices"]


def test_the_conversation_goes_on_later(tmp_path: Path) -> None:
    talk(tmp_path, "salut", "France")
    [turn] = talk(tmp_path, "C'est moi")
    assert "Essai" not in turn["replies"][0]


def test_a_file_waits_for_its_answer(tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("ils m'ont écrit ça", encoding="utf-8")
    asked, kept = talk(tmp_path, f"/file {note}", "Non")
    assert "quelqu'un de nu" in asked["replies"][1]
    assert any("Gardé. Pièce 1" in reply for reply in kept["replies"])


def test_a_program_is_refused_kindly(tmp_path: Path) -> None:
    program = tmp_path / "jeu.exe"
    program.write_bytes(b"MZ" + bytes(500))
    _, refused = talk(tmp_path, f"/file {program}", "Non")
    assert any("genre de fichier" in reply for reply in refused["replies"])


def test_commands_are_understood(tmp_path: Path) -> None:
    _, numbers = talk(tmp_path, "salut", "/numeros")
    assert "eu-112" in numbers["services"]
