"""CRY-02: the master key is never with the data, is closed to others, and is never replaced by accident."""

from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.master_key import prepare_data_folder, read_master_key
from bot.settings import Settings


def problems_of(settings: Settings) -> str:
    with pytest.raises(SettingsError) as caught:
        read_master_key(settings)
    return "\n".join(caught.value.problems)


def rehearsal(folder: Path, **given: Path) -> Settings:
    prepare_data_folder(folder / "data")
    return Settings(data=folder / "data", **given)


def live(folder: Path, **given: Path) -> Settings:
    prepare_data_folder(folder / "data")
    return Settings(data=folder / "data", mode="live", **given)


def test_rehearsal_makes_key_once(tmp_path: Path) -> None:
    settings = rehearsal(tmp_path)
    first, second = read_master_key(settings), read_master_key(settings)
    assert first.file == tmp_path / "data.key"
    assert first.file.stat().st_mode & 0o777 == 0o600
    assert (first.made, second.made) == (True, False)
    assert first.key == second.key
    assert len(first.key) == 32


def test_live_never_makes_key(tmp_path: Path) -> None:
    settings = live(tmp_path)
    assert "openssl rand -hex 32" in problems_of(settings)
    assert not settings.master_key_file.exists()


def test_live_refuses_key_with_data(tmp_path: Path) -> None:
    inside = tmp_path / "data" / "master.key"
    read_master_key(rehearsal(tmp_path, key_file=inside))
    link = tmp_path / "looks-outside.key"
    link.symlink_to(inside)
    for file in (inside, link):
        assert "inside the data folder" in problems_of(live(tmp_path, key_file=file))


def test_key_open_to_others_refused(tmp_path: Path) -> None:
    settings = rehearsal(tmp_path)
    read_master_key(settings)
    settings.master_key_file.chmod(0o640)
    assert "chmod 600" in problems_of(settings)


def test_lost_key_is_not_replaced(tmp_path: Path) -> None:
    settings = rehearsal(tmp_path)
    read_master_key(settings)
    (settings.data / "appui.sqlite3").write_bytes(b"sealed")
    settings.master_key_file.unlink()
    assert "put it back" in problems_of(settings)


@pytest.mark.parametrize("content", ["", "zz" * 32, "ab" * 31])
def test_damaged_key_is_refused(tmp_path: Path, content: str) -> None:
    settings = rehearsal(tmp_path)
    settings.master_key_file.write_text(content)
    settings.master_key_file.chmod(0o600)
    assert "64 hexadecimal digits" in problems_of(settings)


def test_data_folder_is_closed(tmp_path: Path) -> None:
    given = tmp_path / "given"
    given.mkdir(mode=0o755)
    for folder in (given, tmp_path / "new" / "deep"):
        prepare_data_folder(folder)
        assert folder.stat().st_mode & 0o777 == 0o700


def test_impossible_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError) as caught:
        prepare_data_folder(tmp_path / "file")
    assert "cannot be used" in caught.value.problems[0]
