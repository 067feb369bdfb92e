"""Scripted people of our own go through the whole program, and the judge of the corpus finds no fault."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.packs import read_packs
from bot.play import play_file

DATA = Path(__file__).parent / "data"
JUDGE = DATA / "corpus" / "score_personas.py"
OWN = DATA / "personas_own.json"
BELGIANS = 5
FURTHER = 20


def services(folder: Path) -> Path:
    """The services of every country in one file, as the judge reads them."""
    texts = [text for path, text in read_packs(within="countries/").items() if path.endswith("/services.toml")]
    file = folder / "services.toml"
    blocks = [text[text.index("[[service]]") :].partition("\n[routing")[0] for text in texts]
    file.write_text("\n".join(blocks), encoding="utf-8")
    return file


def judged(personas: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What the judge says of these people, without the dossier that later parts make."""
    play_file(personas, only=None, shift=False)
    played = folder / "played.jsonl"
    played.write_text(capsys.readouterr().out, encoding="utf-8")
    command = [sys.executable, str(JUDGE), str(personas), str(played), "-v", "--no-dossier"]
    said = subprocess.run([*command, "--services", str(services(folder))], capture_output=True, text=True, check=False)
    return said.stdout + said.stderr


def test_everybody_is_helped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    people = json.loads(OWN.read_text(encoding="utf-8"))["personas"]
    said = judged(OWN, tmp_path, capsys)
    assert said.strip() == f"{len(people)}/{len(people)} personas without a fault, 0 faults", said


def test_there_are_enough_people() -> None:
    people = json.loads(OWN.read_text(encoding="utf-8"))["personas"]
    assert len(people) >= FURTHER
    assert sum(one["country"] == "BE" for one in people) >= BELGIANS
    assert {one["role"] for one in people} == {"teen", "parent", "witness", "author", "teacher"}
