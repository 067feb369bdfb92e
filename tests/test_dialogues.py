"""Each file of tests/dialogues is a promise: these words get these answers."""

from pathlib import Path

import pytest

from conversations.library import Library
from tests.dialogue import FOLDER, dialogue_of, replay

DIALOGUES = sorted(FOLDER.glob("*.txt"))


@pytest.mark.parametrize("path", DIALOGUES, ids=lambda path: path.stem)
async def test_dialogue_reads_as_written(path: Path, library: Library, tmp_path: Path) -> None:
    expected = dialogue_of(path)
    played = await replay(expected, library, tmp_path)
    assert played.written() == expected.written()


def test_there_are_dialogues() -> None:
    assert len(DIALOGUES) >= 12
