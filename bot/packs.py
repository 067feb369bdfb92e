"""Reads the packs from the disk; the core never does."""

from pathlib import Path
from typing import TYPE_CHECKING

import conversations

if TYPE_CHECKING:
    from conversations.library import Library

PACKS = Path(conversations.__path__[0]) / "packs"
SUFFIXES = frozenset({".yaml", ".toml", ".json"})
_UNDERSTOOD = ("/understanding/", "/places.yaml")


def read_packs(folder: Path = PACKS, within: str = "") -> dict[str, str]:
    """Text of every pack file by its path relative to `folder` (posix); `within` keeps the paths that contain it."""
    return _read(folder, (within,))


def read_understanding(folder: Path = PACKS) -> dict[str, str]:
    """Text of the packs that a message is understood by, a ninth of all files; by path, as above."""
    return _read(folder, _UNDERSTOOD)


def _read(folder: Path, parts: tuple[str, ...]) -> dict[str, str]:
    found = (path for path in sorted(folder.rglob("*")) if path.suffix in SUFFIXES)
    named = ((path.relative_to(folder).as_posix(), path) for path in found)
    return {name: path.read_text(encoding="utf-8") for name, path in named if any(part in name for part in parts)}


def open_library(folder: Path = PACKS) -> "Library":
    """The packs this program ships with. Parts are read when first used; `load()` reads all. Raises ContentError."""
    # The text of packs is also read where nothing talks, and all that talks is slow to import.
    from conversations.library import Library

    return Library.from_files(read_packs(folder))
