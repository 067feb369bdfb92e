"""Polling stores before it tells Telegram that it may forget, and comes back from every absence by itself."""

import asyncio
import json

import pytest
from telegram_double import TelegramDouble
from telegram_double_person import until
from telegram_fixtures import NUMBERS, Naps, Shelf, open_channel, polling, question

from bot.backoff import FIRST_PAUSE, LONGEST_PAUSE
from bot.channels import Update
from bot.errors import SettingsError
from bot.telegram_channel import TelegramChannel
from bot.telegram_client import BotApi
from storage.errors import StorageError


async def test_stored_before_acknowledged() -> None:
    async with open_channel() as (double, channel):
        seen: list[set[int]] = []

        class Watching(Shelf):
            async def accept(self, updates: list[Update]) -> None:  # type: ignore[override]
                await asyncio.sleep(0.02)
                seen.append(double.acknowledged & {int(update.update_id) for update in updates})
                await super().accept(updates)

        shelf, lea = Watching(), double.person()
        async with polling(channel, shelf):
            for text in ("un", "deux", "trois"):
                sent = lea.write(text)
                await until(lambda number=sent.update_id: number in shelf.ids)
            await until(lambda: len(double.acknowledged) == 3)
        assert shelf.texts == ["un", "deux", "trois"]
        assert seen == [set(), set(), set()]


async def test_only_needed_kinds_are_asked() -> None:
    async with open_channel() as (double, channel):
        async with polling(channel, Shelf()):
            await until(lambda: bool(double.calls_of("getUpdates")))
        kinds = ["message", "edited_message", "callback_query", "my_chat_member"]
        assert double.calls_of("getUpdates")[0].params["allowed_updates"] == kinds


async def test_nothing_pending_is_dropped() -> None:
    async with open_channel() as (double, channel):
        lea = double.person()
        ids = [lea.write(str(number)).update_id for number in range(250)]
        shelf = Shelf()
        async with polling(channel, shelf):
            await until(lambda: len(shelf.ids) == 250)
        assert shelf.ids == ids
        assert "drop_pending_updates" not in double.calls_of("deleteWebhook")[0].params


async def test_failed_storage_keeps_offset() -> None:
    async with open_channel() as (double, channel):
        lea, shelf = double.person(), Shelf()
        shelf.broken = StorageError("disk_full")
        naps = Naps()
        async with polling(channel, shelf, sleep=naps):
            sent = lea.write("je stresse")
            await until(lambda: shelf.refusals >= 4)
            assert not double.acknowledged
            assert lea.texts == [NUMBERS.text]
            shelf.broken = None
            await until(lambda: sent.update_id in shelf.ids)
            await until(lambda: sent.update_id in double.acknowledged)
        assert lea.texts == [NUMBERS.text]
        assert naps.taken[1] > naps.taken[0] / 2


async def test_second_outage_shows_card_again() -> None:
    async with open_channel() as (double, channel):
        lea, shelf = double.person(), Shelf()
        async with polling(channel, shelf):
            for outage in (1, 2):
                shelf.broken = OSError()
                lea.write("tu es là ?")
                await until(lambda number=outage: len(lea.heard) == number)
                shelf.broken = None
                await until(lambda number=outage: len(shelf.ids) == number)
        assert lea.texts == [NUMBERS.text] * 2


async def test_everyone_waiting_gets_card() -> None:
    async with open_channel() as (double, channel):
        people, shelf = [double.person() for _ in range(5)], Shelf()
        people[0].write("a")
        people[0].block()
        for person in people[1:]:
            person.write("aide")
        shelf.broken = OSError()
        async with polling(channel, shelf):
            await until(lambda: all(person.texts == [NUMBERS.text] for person in people[1:]))
            await until(lambda: shelf.refusals > 3)
        assert [len(person.heard) for person in people] == [0, 1, 1, 1, 1]


@pytest.mark.parametrize(
    "poison",
    [
        '{"update_id":$id,"message":{"message_id":"x"}}',
        '{"update_id":$id,"message":null,"from":[[[1]]]}',
        '{"update_id":$id,"message":' + '{"a":' * 500 + "1" + "}" * 501,
        '{"update_id":$id,"message":{"text":"\\ud800\\u0000"}}',
        '{"update_id":$id,"message":NaN}',
        '{"update_id":"$id"}',
        '{"update_id":9223372036854775808}',
        "null",
    ],
)
async def test_malformed_update_blocks_nothing(poison: str) -> None:
    async with open_channel() as (double, channel):
        lea, shelf = double.person(), Shelf()
        before = [lea.write(str(number)).update_id for number in range(10)]
        double.inject(poison)
        after = [lea.write(str(number)).update_id for number in range(10, 20)]
        async with polling(channel, shelf):
            await until(lambda: {*before, *after} <= double.acknowledged)
        assert len(shelf.updates) == 21
        assert [text for text in shelf.texts if text.isdigit()] == [str(number) for number in range(20)]


async def test_update_without_id_delays_nobody() -> None:
    async with open_channel() as (double, channel):
        naps, shelf = Naps(enough=3), Shelf()
        double.inject('{"update_id":"$id"}')
        async with polling(channel, shelf, sleep=naps):
            await until(lambda: len(naps.taken) == 3)
        assert set(naps.taken) == {FIRST_PAUSE}


@pytest.mark.parametrize("poison", ['{"update_id":$id,"n":' + "9" * 5000 + "}", '{"update_id":$id,' + "[" * 9999])
async def test_unreadable_batch_is_cut(poison: str) -> None:
    """The answer as a whole is no JSON that can be read: it is taken one update at a time."""
    async with open_channel() as (double, channel):
        lea, shelf = double.person(), Shelf()
        first = [lea.write(str(number)).update_id for number in range(5)]
        broken = double.inject(poison)
        last = [lea.write(str(number)).update_id for number in range(5, 10)]
        async with polling(channel, shelf):
            await until(lambda: {*first, broken, *last} <= double.acknowledged)
            late = lea.write("après").update_id
            await until(lambda: late in double.acknowledged)
        assert shelf.ids == [*first, broken, *last, late]
        assert shelf.texts == ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "après"]
        assert poison.replace("$id", str(broken)).encode() in shelf.updates[5].raw


async def test_batches_grow_again() -> None:
    async with open_channel() as (double, channel):
        lea, shelf = double.person(), Shelf()
        double.inject('{"update_id":$id,"n":' + "9" * 5000 + "}")
        ids = [lea.write(str(number)).update_id for number in range(200)]
        async with polling(channel, shelf):
            await until(lambda: set(ids) <= double.acknowledged)
        assert len(shelf.batches[0]) == 1
        assert len(shelf.batches[-1]) > 50


async def test_truncated_answers_lose_nothing() -> None:
    async with open_channel() as (double, channel):
        lea, shelf = double.person(), Shelf()
        ids = [lea.write(str(number)).update_id for number in range(5)]
        double.garble("getUpdates", times=8)
        async with polling(channel, shelf):
            await until(lambda: set(ids) <= double.acknowledged)
        assert shelf.texts == ["0", "1", "2", "3", "4"]


async def test_network_cut_backs_off() -> None:
    async with open_channel() as (double, channel):
        lea, shelf, naps = double.person(), Shelf(), Naps(enough=12)
        double.cut = True
        async with polling(channel, shelf, sleep=naps):
            await until(lambda: len(naps.taken) == 12)
        assert all(0.5 <= nap <= LONGEST_PAUSE for nap in naps.taken)
        assert naps.taken[0] <= 1
        assert min(naps.taken[6:]) >= LONGEST_PAUSE / 2
        assert len(set(naps.taken)) > 6
        double.cut = False
        sent = lea.write("de retour")
        async with polling(channel, shelf):
            await until(lambda: sent.update_id in double.acknowledged)


async def test_cut_in_the_middle_heals() -> None:
    async with open_channel() as (double, channel):
        lea, shelf, naps = double.person(), Shelf(), Naps()
        async with polling(channel, shelf, sleep=naps):
            first = lea.write("avant").update_id
            await until(lambda: first in double.acknowledged)
            double.cut = True
            await until(lambda: len(naps.taken) > 3)
            second = lea.write("pendant").update_id
            double.cut = False
            await until(lambda: second in double.acknowledged)
        assert shelf.ids == [first, second]


async def test_flood_answer_is_obeyed() -> None:
    async with open_channel() as (double, channel):
        naps = Naps()
        double.refuse("getUpdates", 429, "Too Many Requests: retry after 7", retry_after=7)
        async with polling(channel, Shelf(), sleep=naps):
            await until(lambda: len(double.calls_of("getUpdates")) > 1)
        assert naps.taken == [7.0]


async def test_second_program_slows_down(capsys: pytest.CaptureFixture[str]) -> None:
    async with open_channel() as (double, channel):
        naps = Naps(enough=3)
        async with polling(channel, Shelf(), hold=5, sleep=naps):
            await until(lambda: bool(double.calls_of("getUpdates")))
            other = TelegramChannel(BotApi(double.token, double.api_root))
            async with other, polling(other, Shelf(), hold=5, sleep=Naps(enough=3)):
                await until(lambda: len(naps.taken) == 3)
        assert naps.taken == [30.0] * 3
        assert capsys.readouterr().out.count("another_program_uses_this_token") == 2


async def test_active_webhook_is_left() -> None:
    async with open_channel() as (double, channel):
        await channel.client.set_webhook("https://old.example/hook")
        lea, shelf = double.person(), Shelf()
        sent = lea.write("toujours là")
        async with polling(channel, shelf):
            await until(lambda: sent.update_id in double.acknowledged)


@pytest.mark.parametrize("token", ["777001:wrong", "nonsense"])
async def test_wrong_token_ends_with_a_sentence(token: str) -> None:
    async with TelegramDouble() as double, TelegramChannel(BotApi(token, double.api_root)) as channel:
        with pytest.raises(SettingsError) as told:
            async with polling(channel, Shelf()) as task:
                await asyncio.wait_for(task, 5)
        assert "telegram_token" in told.value.problems[0]


async def test_taps_are_answered_after_storing() -> None:
    async with open_channel() as (double, channel):
        lea, shelf = double.person(), Shelf()
        lea.start()
        await channel.say(str(lea.id), question("Oui ?", "Oui"))
        shelf.broken = OSError()
        async with polling(channel, shelf):
            lea.tap("Oui")
            await until(lambda: shelf.refusals > 2)
            assert not double.calls_of("answerCallbackQuery")
            shelf.broken = None
            await until(lambda: len(double.answered) == 1)


async def test_unanswered_tap_stops_nothing() -> None:
    async with open_channel() as (double, channel):
        lea, shelf = double.person(), Shelf()
        lea.start()
        await channel.say(str(lea.id), question("Oui ?", "Oui"))
        double.refuse("answerCallbackQuery", 400, "Bad Request: query is too old")
        async with polling(channel, shelf):
            lea.tap("Oui")
            sent = lea.write("la suite")
            await until(lambda: sent.update_id in double.acknowledged)


async def test_repeated_update_comes_twice() -> None:
    """Telegram may repeat itself: both copies carry one id, by which the inbox knows them."""
    async with open_channel() as (double, channel):
        lea, shelf = double.person(), Shelf()
        async with polling(channel, shelf):
            sent = lea.write("une fois")
            await until(lambda: sent.update_id in double.acknowledged)
            double.redeliver(sent.update_id)
            await until(lambda: shelf.ids == [sent.update_id] * 2)
        assert json.loads(shelf.updates[0].raw) == json.loads(shelf.updates[1].raw)
