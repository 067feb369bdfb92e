"""The command line as scripts and operators use it: help, exit codes, JSON, where the data is, what it imports."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from bot.cli import appui, run

HEAVY = ("telegram", "discord", "starlette", "uvicorn", "httpx", "PIL", "cryptography", "sqlite_utils")


def leaves(group: click.Group = appui, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from leaves(command, (*path, name))
        else:
            yield (*path, name), command


LEAVES = [pytest.param(path, command, id=" ".join(path)) for path, command in leaves()]


def imported_by(*arguments: str, stdin: str = "") -> set[str]:
    """Top-level modules that a run of the program imports."""
    finished = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "bot", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        check=True,
    )
    return {line.rsplit("|", 1)[1].strip().split(".")[0] for line in finished.stderr.splitlines() if "|" in line}


@pytest.mark.parametrize(("path", "command"), LEAVES)
def test_help_shows_example(path: tuple[str, ...], command: click.Command) -> None:
    shown = CliRunner().invoke(appui, [*path, "--help"])
    assert shown.exit_code == 0
    assert "Example:" in shown.output
    assert f"appui {' '.join(path)}" in shown.output.split("Example:")[1]


@pytest.mark.parametrize(("path", "command"), LEAVES)
def test_data_and_json_everywhere(path: tuple[str, ...], command: click.Command) -> None:
    options = {option for parameter in command.params for option in parameter.opts}
    assert {"--data", "--json"} <= options


@pytest.mark.parametrize(
    "arguments",
    [
        ["unknown"],
        ["start", "--prot", "1"],
        ["start", "--port", "-1"],
        ["play", "no-such-file.json"],
        ["directory", "--country", "FR", "--need", "x", "--from", "2026-01-01T00:00"],
        ["bench", "turns", "--in-flight", "0"],
        ["helper", "off"],
    ],
)
def test_misuse_is_one_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("appui: ")
    assert printed.err.count("\n") == 1


def test_wrong_settings_all_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "appui.toml").write_text('mode = "real"\nport = "x"\n')
    assert run(["settings", "--data", str(tmp_path)]) == 2
    assert capsys.readouterr().err.count("appui: ") == 2


def test_settings_as_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("APPUI_DATA", str(tmp_path))
    monkeypatch.setenv("APPUI_TELEGRAM_TOKEN", "1:canary")
    assert run(["settings", "--json"]) == 0
    printed = capsys.readouterr().out
    assert json.loads(printed)["data"] == {
        "value": str(tmp_path),
        "origin": "environment",
        "meaning": "folder where everything is kept; made with mode 0700",
    }
    assert "canary" not in printed


def test_help_imports_nothing_heavy() -> None:
    loaded = imported_by("--help")
    assert "click" in loaded
    assert loaded.isdisjoint({*HEAVY, "pydantic", "structlog", "yaml"})


def test_triage_imports_no_messenger() -> None:
    loaded = imported_by("triage", "-", stdin='{"id": "1", "text": "bonjour"}\n')
    assert loaded.isdisjoint(HEAVY)


def test_crash_prints_no_text() -> None:
    program = "import bot.cli, sys\nbot.cli.print_only_what_may_be_told()\nraise ValueError('canary said by a child')"
    finished = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=dict(os.environ))
    assert finished.returncode == 1
    assert finished.stderr.startswith("appui: unexpected fault")
    assert "ValueError" in finished.stderr
    assert "canary" not in finished.stderr
