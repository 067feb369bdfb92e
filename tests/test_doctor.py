"""Before a real young person writes: each condition that is missing is found, and live mode waits for all of them."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.cli import run
from bot.desk_command import add_person
from bot.doctor import QUESTIONS, Report, examine
from bot.errors import SettingsError
from bot.master_key import prepare_data_folder, read_master_key
from bot.settings import load
from bot.start import serve
from storage.store import FILE

NEEDS_PEOPLE = frozenset({"texts_signed", "facts_reviewed", "facts_called"})
FILLED = """
mode = "rehearsal"
public_url = "https://chat.example"
controller = "Ligne 7"
data_protection_contact = "dpo@ligne7.example"
duty_to_report = "signed text"
[operator]
name = "Ligne 7"
contact = "contact@ligne7.example"
[[rota]]
days = ["mon"]
from = "18:00"
to = "21:00"
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation made once: a password of the desk takes a second to hash, on purpose."""
    folder = tmp_path_factory.mktemp("installed") / "data"
    prepare_data_folder(folder)
    (folder / "appui.toml").write_text(FILLED)
    settings = load(folder, {}).settings
    read_master_key(settings)
    add_person(settings, "nadia", "Nadia")
    return folder


@pytest.fixture
def healthy(installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of an installation with all that a test can settle; signatures and calls are for people."""
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    folder = tmp_path / "data"
    shutil.copytree(installed, folder)
    for beside in ("data.key", "data.keys"):
        shutil.copy2(installed.with_name(beside), folder.with_name(beside))
    return folder


def report_of(folder: Path, environ: dict[str, str] | None = None, now: datetime | None = None) -> Report:
    return examine(load(folder, environ or {}), environ or {}, now)


def found(report: Report) -> set[str]:
    return {check.name for check in report.checks if not check.ok}


def test_only_signatures_are_missing(healthy: Path) -> None:
    assert found(report_of(healthy)) == NEEDS_PEOPLE


def replace(old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        file = folder / "appui.toml"
        assert old in file.read_text()
        file.write_text(file.read_text().replace(old, new))

    return change


def damage(folder: Path) -> None:
    file = folder / FILE
    file.write_bytes(b"not a database" * 300)


def lose_key(folder: Path) -> None:
    folder.with_name("data.key").unlink()


CHANGES: list[tuple[str, Callable[[Path], None]]] = [
    ("data_folder", lambda folder: folder.chmod(0o750)),
    ("sqlite", damage),
    ("master_key", lose_key),
    ("master_key", lambda folder: folder.with_name("data.key").chmod(0o644)),
    ("halves", lambda folder: folder.with_name("data.keys").unlink()),
    ("halves", lambda folder: folder.with_name("data.keys").chmod(0o644)),
    ("operator_name", replace('name = "Ligne 7"', "")),
    ("operator_contact", replace('contact = "contact@ligne7.example"', "")),
    ("controller", replace('controller = "Ligne 7"', "")),
    ("data_protection_contact", replace('data_protection_contact = "dpo@ligne7.example"', "")),
    ("duty_to_report", replace('duty_to_report = "signed text"', "")),
    ("channels", replace('public_url = "https://chat.example"', "")),
    ("listening", replace('public_url = "https://chat.example"', 'host = "0.0.0.0"')),
    ("rota", replace('[[rota]]\ndays = ["mon"]\nfrom = "18:00"\nto = "21:00"', "")),
    ("desk", lambda folder: run_quietly("helper", "off", "nadia", "--data", str(folder))),
]


def run_quietly(*arguments: str) -> None:
    assert run(list(arguments)) == 0


@pytest.mark.parametrize(("name", "change"), [pytest.param(name, change, id=name) for name, change in CHANGES])
def test_each_fault_is_found(healthy: Path, name: str, change: Callable[[Path], None]) -> None:
    change(healthy)
    assert name in found(report_of(healthy)) - NEEDS_PEOPLE


def test_key_beside_data_is_found(healthy: Path) -> None:
    inside = healthy / "master.key"
    healthy.with_name("data.key").rename(inside)
    assert "key_apart" in found(report_of(healthy, {"APPUI_KEY_FILE": str(inside)}))


def test_halves_beside_data_are_found(healthy: Path) -> None:
    inside = healthy / "halves"
    healthy.with_name("data.keys").rename(inside)
    assert "key_apart" in found(report_of(healthy, {"APPUI_HALVES_FILE": str(inside)}))


def test_open_secret_and_typo_are_found(healthy: Path) -> None:
    environ = {"APPUI_TELEGRAM_TOKEN": "1:canary", "APPUI_PROT": "1"}
    report = report_of(healthy, environ)
    assert {"secrets", "variables"} <= found(report)
    assert "canary" not in str(report)


def test_late_clock_is_found(healthy: Path) -> None:
    assert "clock" in found(report_of(healthy, now=datetime.now(UTC) - timedelta(days=2)))


def test_root_is_found(healthy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert "user" in found(report_of(healthy))


def test_full_disk_is_found(healthy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.doctor.FREE_SHARE", 1.1)
    assert "free_space" in found(report_of(healthy))


def test_missing_migration_is_found(healthy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from storage import migrations
    from storage.schema import MIGRATIONS, Migration

    later = (*MIGRATIONS, Migration("9999_later", ("CREATE TABLE later (id INTEGER)",)))
    monkeypatch.setattr(migrations.pending, "__defaults__", (later,))
    assert "schema" in found(report_of(healthy))


def test_every_question_has_a_bad_case() -> None:
    elsewhere = {"key_apart", "secrets", "variables", "clock", "user", "free_space", "schema"}
    by_content_check = {"packs"}
    assert {name for name, _ in CHANGES} | elsewhere | by_content_check | NEEDS_PEOPLE == set(QUESTIONS)


def test_json_names_each_check(healthy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor", "--json", "--data", str(healthy)]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["ok"] is False
    assert report["sqlite"] == {"ok": True, "finding": ""}
    assert set(report) == {"ok", "signing_key", *QUESTIONS}


def test_live_waits_for_all(healthy: Path) -> None:
    replace('mode = "rehearsal"', 'mode = "live"')(healthy)
    with pytest.raises(SettingsError) as refused:
        serve(load(healthy, {}), as_json=True, on_terminal=False)
    assert "texts_signed" in "\n".join(refused.value.problems)
    assert not (healthy / "lock").exists()


def test_settings_are_not_needed_to_look(tmp_path: Path) -> None:
    report = report_of(tmp_path / "nothing-here")
    assert {"data_folder", "master_key", "controller"} <= found(report)
    assert not (tmp_path / "nothing-here").exists()
