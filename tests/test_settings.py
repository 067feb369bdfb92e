"""The operator's settings: every origin, every mistake told at once, no secret shown."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.errors import SettingsError
from bot.rota import Shift, next_shift
from bot.settings import MASK, Settings, load, rows, unknown_variables

TOKEN = "123456789:AAF-canary"


def problems_of(environ: dict[str, str], data: Path | None = None) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load(data, environ)
    return caught.value.problems


def secret_file(folder: Path, mode: int = 0o600) -> Path:
    path = folder / "token"
    path.write_text(f"{TOKEN}\n")
    path.chmod(mode)
    return path


def test_later_origin_wins(tmp_path: Path) -> None:
    (tmp_path / "appui.toml").write_text('port = 1\nhost = "::1"\nretention_days = 30\n[operator]\nname = "Ligne 7"\n')
    loaded = load(tmp_path, {"APPUI_PORT": "2", "APPUI_HOST": "127.0.0.2"}, port=3)
    settings = loaded.settings
    assert (settings.port, settings.host, settings.retention_days) == (3, "127.0.0.2", 30)
    assert settings.operator_name == "Ligne 7"
    assert [loaded.origins[name] for name in ("port", "host", "retention_days", "mode")] == [
        "command line",
        "environment",
        "appui.toml",
        "default",
    ]


def test_data_folder_from_environment(tmp_path: Path) -> None:
    (tmp_path / "appui.toml").write_text("port = 9")
    loaded = load(None, {"APPUI_DATA": str(tmp_path)})
    assert (loaded.settings.data, loaded.settings.port) == (tmp_path, 9)


def test_secret_comes_from_file(tmp_path: Path) -> None:
    loaded = load(tmp_path, {"APPUI_TELEGRAM_TOKEN_FILE": str(secret_file(tmp_path))})
    assert loaded.settings.telegram_token.get_secret_value() == TOKEN
    assert loaded.origins["telegram_token"] == "secret file"


def test_open_secret_file_refused(tmp_path: Path) -> None:
    path = secret_file(tmp_path, mode=0o644)
    both = {"APPUI_TELEGRAM_TOKEN_FILE": str(path), "APPUI_TELEGRAM_TOKEN": TOKEN}
    told = problems_of(both, tmp_path)
    assert [line for line in told if "chmod 600" in line]
    assert [line for line in told if "keep one" in line]


def test_all_mistakes_at_once(tmp_path: Path) -> None:
    (tmp_path / "appui.toml").write_text('retention_day = 1\ndata = "elsewhere"\n[telegram]\napi_url = "ftp://x"\n')
    environ = {"APPUI_MODE": "production", "APPUI_ROTA": "[", "APPUI_TELEGRAM_TOKEN": "secret-without-colon"}
    told = "\n".join(problems_of(environ, tmp_path))
    assert told.count("\n") == 5
    for expected in ("did you mean retention_days", "--data", "telegram_api_url", "mode", "APPUI_ROTA", "BotFather"):
        assert expected in told
    assert "secret-without-colon" not in told


def test_unreadable_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "appui.toml").write_text("port = = 1")
    assert problems_of({}, tmp_path)[0].startswith("appui.toml cannot be read")


def test_public_page_needs_tls(tmp_path: Path) -> None:
    assert "https" in problems_of({"APPUI_PUBLIC_URL": "http://appui.example"}, tmp_path)[0]
    assert load(tmp_path, {"APPUI_PUBLIC_URL": "https://appui.example/"}).settings.public_url == "https://appui.example"


def test_rows_explain_and_mask(tmp_path: Path) -> None:
    shown = {row.name: row for row in rows(load(tmp_path, {"APPUI_TELEGRAM_TOKEN": TOKEN}))}
    assert set(shown) == set(Settings.model_fields)
    assert all(row.meaning for row in shown.values())
    assert shown["telegram_token"].value == MASK
    assert shown["telegram_webhook_secret"].value == ""
    assert TOKEN not in str(shown)


def test_misspelt_variables_are_found() -> None:
    names = ["APPUI_TELEGRAM_TOKN", "APPUI_TELEGRAM_TOKEN_FILE", "APPUI_PORT", "HOME"]
    assert unknown_variables(dict.fromkeys(names, "")) == ["APPUI_TELEGRAM_TOKN"]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-20T16:59:59", "2026-11-20T17:00:00"),
        ("2026-11-20T17:00:00", "2026-11-27T17:00:00"),
        ("2027-03-27T00:00:00", "2027-04-02T16:00:00"),
    ],
)
def test_rota_gives_next_shift(now: str, expected: str) -> None:
    friday = Shift.model_validate({"days": ["fri"], "from": "18:00", "to": "02:00"})
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert next_shift((friday,), ZoneInfo("Europe/Paris"), at) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_empty_rota_promises_nothing() -> None:
    assert next_shift((), ZoneInfo("Europe/Paris"), datetime(2026, 11, 20, tzinfo=UTC)) is None
