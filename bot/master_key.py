"""The master key wraps every other key. It lies outside the data folder and its backups, so that a stolen copy of the
data stays dark.
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from bot.errors import SettingsError
from bot.settings import Settings

KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class MasterKey:
    """`made` says that it was born just now, and that the operator has to hear of it."""

    key: bytes
    file: Path
    made: bool = False


def prepare_data_folder(folder: Path) -> None:
    """Makes the folder, or closes to others the one that was given. Raises SettingsError."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder.stat().st_mode & 0o077:
            folder.chmod(0o700)
    except OSError as error:
        raise SettingsError([f"The data folder {folder} cannot be used: {error.strerror}."]) from error


def read_master_key(settings: Settings) -> MasterKey:
    """Rehearsal makes the key that is missing, unless data sealed under a lost one is there. Raises SettingsError."""
    file = settings.master_key_file
    problems = key_problems(settings)
    if problems:
        raise SettingsError(problems)
    if file.exists():
        return MasterKey(bytes.fromhex(file.read_text(encoding="ascii").strip()), file)
    return MasterKey(_make(file), file, made=True)


def key_problems(settings: Settings) -> list[str]:
    """What is wrong with the key, one sentence each; nothing is made or changed."""
    file = settings.master_key_file
    if not file.exists():
        return _problems_of_missing(settings, file)
    problems = []
    if settings.mode == "live" and _inside(file, settings.data):
        problems.append(f"The master key {file} lies inside the data folder: move it out and set APPUI_KEY_FILE.")
    if settings.mode == "live" and _inside(settings.halves, settings.data):
        problems.append(f"{settings.halves} lies inside the data folder: move it out and set APPUI_HALVES_FILE.")
    if file.stat().st_mode & 0o077:
        problems.append(f"Others can read the master key; run: chmod 600 {file}")
    if not _readable(file):
        problems.append(f"{file} is not a master key: it has to hold {KEY_BYTES * 2} hexadecimal digits.")
    return problems


def _problems_of_missing(settings: Settings, file: Path) -> list[str]:
    if settings.mode == "live":
        return [f"The master key {file} is missing; make one with: (umask 077; openssl rand -hex {KEY_BYTES} > {file})"]
    if any(settings.data.glob("*.sqlite*")):
        return [f"{settings.data} was sealed under a master key that is no longer at {file}: put it back."]
    return []


def _readable(file: Path) -> bool:
    try:
        return len(bytes.fromhex(file.read_text(encoding="ascii").strip())) == KEY_BYTES
    except (OSError, ValueError):
        return False


def _inside(file: Path, folder: Path) -> bool:
    return file.resolve().is_relative_to(folder.resolve())


def _make(file: Path) -> bytes:
    key = secrets.token_bytes(KEY_BYTES)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise SettingsError([f"The master key cannot be written to {file}: {error.strerror}."]) from error
    with os.fdopen(handle, "w", encoding="ascii") as written:
        written.write(f"{key.hex()}\n")
        written.flush()
        os.fsync(written.fileno())
    return key
