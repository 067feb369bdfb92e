"""Files come in small pieces, never larger than allowed, and every absence has its name."""

import tracemalloc
from pathlib import Path

import pytest
from telegram_double import TelegramDouble
from telegram_double_person import Person
from telegram_fixtures import NOW, api_of, open_channel

from bot.errors import ChannelBusy, FileUnavailable
from bot.telegram_channel import PIECE, TelegramChannel
from conversations.events import FileRef

MEBIBYTE = 1024 * 1024


def newest_file(double: TelegramDouble) -> FileRef:
    stored = list(double.files.values())[-1]
    return FileRef(reference=stored.file_id, kind="document", size=stored.told_size, message="1", sent_at=NOW)


async def fetch_all(channel: TelegramChannel, file: FileRef) -> list[bytes]:
    return [piece async for piece in channel.fetch("1", file)]


async def test_file_comes_in_pieces() -> None:
    async with open_channel() as (double, channel):
        content = bytes(range(256)) * 1000
        double.person().document(content, "a.bin")
        pieces = await fetch_all(channel, newest_file(double))
        assert b"".join(pieces) == content
        assert max(map(len, pieces)) <= PIECE
        assert len(pieces) > 3


async def test_memory_does_not_grow() -> None:
    async with open_channel() as (double, channel):
        double.person().document(b"\0" * (16 * MEBIBYTE), "a.bin")
        tracemalloc.start()
        async for _ in channel.fetch("1", newest_file(double)):
            pass
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 6 * MEBIBYTE


async def refusal_of(channel: TelegramChannel, file: FileRef) -> str:
    with pytest.raises(FileUnavailable) as told:
        await fetch_all(channel, file)
    return told.value.reason


async def test_announced_size_is_enough() -> None:
    async with open_channel() as (double, channel):
        double.person().document(b"x", "film.mp4", told_size=21 * MEBIBYTE)
        assert await refusal_of(channel, newest_file(double)) == "too_big"
        assert not double.calls_of("getFile")


async def test_server_says_too_big() -> None:
    async with open_channel() as (double, channel):
        double.person().document(b"x", "film.mp4", told_size=21 * MEBIBYTE)
        silent = newest_file(double).model_copy(update={"size": None})
        assert await refusal_of(channel, silent) == "too_big"
        assert list(double.files.values())[-1].downloads == 0


@pytest.mark.parametrize("told_size", [100, -1])
async def test_lying_size_is_cut_short(told_size: int) -> None:
    async with open_channel(file_limit=None) as (double, channel):
        double.person().document(b"x" * (20 * MEBIBYTE + 1), "film.mp4", told_size=told_size)
        assert await refusal_of(channel, newest_file(double)) == "too_big"


async def test_exact_limit_passes() -> None:
    async with open_channel() as (double, channel):
        double.person().document(b"x" * (20 * MEBIBYTE), "film.mp4")
        pieces = await fetch_all(channel, newest_file(double))
        assert sum(map(len, pieces)) == 20 * MEBIBYTE


async def test_own_server_lifts_the_limit() -> None:
    async with TelegramDouble(file_limit=None) as double:
        double.person().document(b"x" * (21 * MEBIBYTE), "film.mp4")
        async with TelegramChannel(api_of(double, largest_file=30 * MEBIBYTE)) as channel:
            pieces = await fetch_all(channel, newest_file(double))
        assert sum(map(len, pieces)) == 21 * MEBIBYTE


async def test_lost_file_is_gone() -> None:
    async with open_channel() as (double, channel):
        assert await refusal_of(channel, FileRef(reference="nothing", kind="photo")) == "gone"
        double.person().document(b"x", "a.txt")
        list(double.files.values())[-1].gone = True
        assert await refusal_of(channel, newest_file(double)) == "gone"


async def test_broken_download_is_temporary() -> None:
    async with open_channel() as (double, channel):
        double.person().document(b"x" * MEBIBYTE, "a.txt")
        stored = list(double.files.values())[-1]
        stored.cut_at = 300_000
        with pytest.raises(ChannelBusy) as told:
            await fetch_all(channel, newest_file(double))
        assert double.token not in f"{told.value}{told.value.__cause__}"
        stored.cut_at = None
        assert len(b"".join(await fetch_all(channel, newest_file(double)))) == MEBIBYTE


async def test_foreign_path_is_never_opened(tmp_path: Path) -> None:
    """A server may name a path of this machine; it is believed only in local mode."""
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    async with TelegramDouble() as double:
        lea: Person = double.person()
        lea.document(b"x", "a.txt")
        list(double.files.values())[-1].path = str(secret)
        async with TelegramChannel(api_of(double)) as channel:
            assert await refusal_of(channel, newest_file(double)) == "gone"
        async with TelegramChannel(api_of(double, local_files=True)) as channel:
            assert await fetch_all(channel, newest_file(double)) == [b"secret"]
