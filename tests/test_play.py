"""`appui play`: scripted people go to the end, and see what the contract says."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.play import play_file

CORPUS = Path(__file__).parent / "data" / "corpus"
PERSONAS = CORPUS / "personas_dev.json"


def played(file: Path, capsys: pytest.CaptureFixture[str], **options: Any) -> list[dict[str, Any]]:
    play_file(file, only=options.get("only"), shift=options.get("shift", False))
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def script(folder: Path, *turns: dict[str, Any], **persona: Any) -> Path:
    numbered = [{**turn, "n": n} if turn["kind"] != "gap" else turn for n, turn in enumerate(turns, 1)]
    one = {"id": "p", "role": "teen", "country": "FR", "age": 14, "lang": "fr", "channel": "telegram", **persona}
    file = folder / "personas.json"
    file.write_text(json.dumps({"personas": [{**one, "turns": numbered}]}))
    return file


def test_every_person_reaches_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    personas = json.loads(PERSONAS.read_text(encoding="utf-8"))["personas"]
    results = played(PERSONAS, capsys)
    assert [one["id"] for one in results] == [one["id"] for one in personas]
    for persona, result in zip(personas, results, strict=True):
        assert [turn["n"] for turn in result["turns"]] == [turn["n"] for turn in persona["turns"] if "n" in turn]
        assert all(turn["replies"] for turn in result["turns"])


def test_questions_are_answered_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = script(tmp_path, {"kind": "text", "text": "slt"}, country="BE", role="witness")
    [person] = played(file, capsys)
    assert "Raconte ce que tu as vu" in person["turns"][0]["replies"][-1]


def test_papers_stay_backstage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    file = script(
        tmp_path,
        {"kind": "text", "text": "Bonjour, ma fille est insultée sur Snapchat depuis septembre."},
        {"kind": "text", "text": "Pouvez-vous me préparer un courrier pour l'académie ?"},
        {"kind": "button", "text": "Finir maintenant"},
        role="parent",
    )
    [person] = played(file, capsys)
    assert any("document.pdf" in reply for reply in person["turns"][-1]["replies"])
    assert list(here.iterdir()) == []


def test_a_picture_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = script(tmp_path, {"kind": "image", "desc": "story Snap", "visible_date": "31 oct."})
    [person] = played(file, capsys)
    assert person["dossier"]["evidence"] == 1
    assert any("Gardé" in reply for reply in person["turns"][0]["replies"])


def test_a_simulated_nude_is_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = script(tmp_path, {"kind": "image", "desc": "photo de nu simulée"})
    [person] = played(file, capsys)
    assert person["dossier"]["evidence"] == 0
    assert {"fr-3018", "int-take-it-down"} <= set(person["turns"][0]["services"])


def test_silence_after_the_notice_erases(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = script(tmp_path, {"kind": "text", "text": "efface tout"}, {"kind": "gap", "after": "3d"})
    [person] = played(file, capsys)
    assert person["plan"] == []
    assert person["between"] == []


def test_a_shift_brings_a_human(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = script(tmp_path, {"kind": "text", "text": "slt"}, {"kind": "text", "text": "/relais"})
    [alone] = played(file, capsys)
    [together] = played(file, capsys, shift=True)
    assert any("Aucun humain" in reply for reply in alone["turns"][1]["replies"])
    assert any("Une personne va te répondre" in reply for reply in together["turns"][1]["replies"])


def test_a_button_by_its_label(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = script(tmp_path, {"kind": "text", "text": "slt"}, {"kind": "button", "text": "Numéros"})
    [person] = played(file, capsys)
    assert "fr-3018" in person["turns"][1]["services"]
