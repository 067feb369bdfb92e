"""The double refuses as Telegram describes: thirty a second in all, one a second per chat, longer if one insists."""

import pytest
from telegram_double_limits import Gate, Limits
from telegram_fixtures import open_channel, question

from bot.errors import ChannelBusy


@pytest.mark.parametrize("window", [True, False])
def test_thirty_chats_a_second(window: bool) -> None:
    gate = Gate(Limits(window=window))
    assert [gate.retry_after(chat, 100.0) for chat in range(31)] == [0] * 30 + [1]
    assert [gate.retry_after(chat, 101.1) for chat in range(100, 131)] == [0] * 30 + [1]


def test_windows_and_buckets_differ() -> None:
    """Half a second after a burst a bucket has refilled by half, a window not at all."""
    late = [100.5] * 15
    bucket, window = Gate(Limits(window=False)), Gate(Limits(window=True))
    for chat in range(30):
        assert bucket.retry_after(chat, 100.0) == window.retry_after(chat, 100.0) == 0
    assert sum(bucket.retry_after(200 + at, now) for at, now in enumerate(late)) == 0
    assert window.retry_after(200, 100.5) == 1


def test_one_chat_waits_alone() -> None:
    gate = Gate(Limits())
    assert gate.retry_after(1, 100.0) == 0
    assert gate.retry_after(1, 100.1) == 1
    assert gate.retry_after(2, 100.1) == 0
    assert gate.retry_after(1, 101.1) == 0
    assert gate.refused == 1


def test_insisting_makes_it_longer() -> None:
    patient, stern = Gate(Limits()), Gate(Limits(ban_grows=True))
    for gate in (patient, stern):
        gate.retry_after(1, 100.0)
        for _ in range(5):
            gate.retry_after(1, 100.1)
    assert patient.retry_after(1, 102.0) == 0
    assert stern.retry_after(1, 102.0) > 2


async def test_real_client_is_told() -> None:
    async with open_channel(limits=Limits()) as (double, channel):
        lea, max_ = double.person(), double.person()
        lea.start()
        max_.start()
        await channel.say(str(lea.id), question("un"))
        with pytest.raises(ChannelBusy) as told:
            await channel.say(str(lea.id), question("deux"))
        assert (told.value.flood, told.value.retry_after) == (True, 1.0)
        await channel.say(str(max_.id), question("un"))
        assert double.refused == 1
