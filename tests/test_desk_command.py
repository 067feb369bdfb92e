"""`appui helper` and `appui migrate` work beside a running program and leave no secret behind."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pyotp
import pytest

from bot.cli import run
from bot.desk_people import password_right, totp_step
from bot.settings import load
from storage import helpers
from storage.lock import FolderLock
from storage.store import Store
from storage.vault import Vault

NOW = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> object:
    assert run([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def kept(folder: Path) -> list[helpers.Helper]:
    key = bytes.fromhex(load(folder, {}).settings.master_key_file.read_text().strip())
    store = Store.open(folder, Vault(key))
    try:
        return store.read_now(helpers.everyone)
    finally:
        store.close()


def test_printed_secrets_open_the_desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "data"
    account = told(capsys, "helper", "add", "nadia", "--data", str(folder))
    assert isinstance(account, dict)
    [helper] = kept(folder)
    assert (helper.name, helper.alias) == ("nadia", "Nadia")
    assert password_right(helper, account["password"])
    code = pyotp.parse_uri(account["otpauth"]).at(NOW)
    assert totp_step(helper, code, NOW)
    assert account["password"] not in "".join(file.read_bytes().decode("latin-1") for file in folder.iterdir())


def test_works_while_program_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "data"
    told(capsys, "migrate", "--data", str(folder))
    lock = FolderLock.take(folder)
    told(capsys, "helper", "add", "sam", "--alias", "Samuel", "--data", str(folder))
    assert told(capsys, "helper", "list", "--data", str(folder)) == [{"name": "sam", "alias": "Samuel", "state": "on"}]
    lock.release()


def test_closed_account_stays_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(tmp_path / "data")
    told(capsys, "helper", "add", "sam", "--data", folder)
    assert told(capsys, "helper", "off", "sam", "--data", folder) == {"name": "sam", "state": "off"}
    assert told(capsys, "helper", "list", "--data", folder) == [{"name": "sam", "alias": "Sam", "state": "off"}]


@pytest.mark.parametrize(
    "arguments",
    [("add", "sam"), ("add", "two words"), ("add", "x" * 41), ("add", "lea", "--alias", " "), ("off", "nobody")],
)
def test_impossible_accounts_are_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    folder = str(tmp_path / "data")
    told(capsys, "helper", "add", "sam", "--data", folder)
    assert run(["helper", *arguments, "--data", folder]) == 2
    printed = capsys.readouterr()
    assert (printed.out, printed.err.count("\n")) == ("", 1)


def test_migrate_says_nothing_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(tmp_path / "data")
    told(capsys, "migrate", "--data", folder)
    assert run(["migrate", "--data", folder]) == 0
    assert "up to date" in capsys.readouterr().out
