"""Every dialogue reads the same on the terminal, in the browser, on Telegram and on Discord, and does the same."""

from pathlib import Path

import pytest
from four_channels import CHANNELS, Shown, as_on, as_shown, stage

from conversations.library import Library
from tests.dialogue import FOLDER, Dialogue, Rehearsal, dialogue_of

DIALOGUES = sorted(FOLDER.glob("*.txt"))
# What must differ: each notice names its messenger, and so does what is kept there; the browser opens a field.
OF_CHANNEL = ("notice.", "data.messenger.", "erase.messenger.", "files.field_open", "files.send_now")
TABLES = ("evidence", "cases", "handoffs", "timers", "custody")


async def rehearsed(dialogue: Dialogue, channel: str, library: Library, folder: Path) -> list[list[Shown]]:
    """What the engine says there, exchange by exchange."""
    (folder / "rehearsal").mkdir(parents=True)
    headers = dialogue.headers | {"canal": channel}
    played = Rehearsal(Dialogue(dialogue.title, headers, []), library, folder / "rehearsal")
    try:
        shown = []
        for one in dialogue.exchanges:
            await played.say(one.line)
            shown.append([as_on(channel, as_shown(say)) for say in played.said])
        return shown
    finally:
        played.store.close()


@pytest.mark.parametrize("path", DIALOGUES, ids=lambda path: path.stem)
async def test_dialogue_plays_on_every_channel(path: Path, library: Library, tmp_path: Path) -> None:
    dialogue = dialogue_of(path)
    country, present = dialogue.headers.get("pays", "FR"), dialogue.headers.get("équipe", "absente") == "présente"
    kept: dict[str, list[object]] = {}
    for channel in CHANNELS:
        expected = await rehearsed(dialogue, channel, library, tmp_path / channel)
        async with stage(channel, library, tmp_path / channel / "real", country, present) as lea:
            for one, said in zip(dialogue.exchanges, expected, strict=True):
                assert await lea.does(one.line) == said, f"{channel}: {one.line}"
            kept[channel] = [await lea.rows(f"SELECT count(*) FROM {table}") for table in TABLES]
    assert all(counts == kept["terminal"] for counts in kept.values())


def test_only_named_texts_differ(library: Library) -> None:
    """No text of the catalogue is of one messenger but those that must be."""
    keys = [key for key in library.texts.of("fr") if any(f".{channel}" in key for channel in CHANNELS)]
    assert all(key.startswith(OF_CHANNEL) or key.startswith("desk.") for key in keys), keys
