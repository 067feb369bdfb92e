"""A delivery is stored before it is answered with 200, and only Telegram gets in."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from telegram_double import TelegramDouble
from telegram_double_person import until
from telegram_fixtures import NUMBERS, Shelf, emergency_of, open_channel, question

from bot.errors import ChannelBusy, SettingsError
from bot.telegram_channel import TelegramChannel
from bot.telegram_client import BotApi
from bot.telegram_webhook import SECRET_HEADER, WebhookDoor, depth, name_of, open_webhook, webhook_route

SECRET = "s3cret_of-the-test"
HEADERS = {SECRET_HEADER: SECRET}


def site_of(channel: TelegramChannel, shelf: Shelf) -> Starlette:
    door = WebhookDoor(channel, shelf.accept, emergency_of(channel), SECRET)
    return Starlette(routes=[webhook_route("/telegram", door)])


@asynccontextmanager
async def open_door() -> AsyncIterator[tuple[TelegramDouble, Shelf, httpx.AsyncClient]]:
    """The route without a socket, for requests that Telegram would never make."""
    async with open_channel() as (double, channel):
        shelf = Shelf()
        transport = httpx.ASGITransport(site_of(channel, shelf))
        async with httpx.AsyncClient(transport=transport, base_url="http://door") as client:
            yield double, shelf, client


@asynccontextmanager
async def served() -> AsyncIterator[tuple[TelegramDouble, TelegramChannel, Shelf, str]]:
    """The route on a real port, for the double to deliver to."""
    async with open_channel() as (double, channel):
        shelf = Shelf()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            server = uvicorn.Server(uvicorn.Config(site_of(channel, shelf), log_config=None, lifespan="off"))
            task = asyncio.create_task(server.serve(sockets=[free]))
            await until(lambda: server.started)
            yield double, channel, shelf, f"http://127.0.0.1:{free.getsockname()[1]}/telegram"
            await channel.client.delete_webhook()
            server.should_exit = True
            await task


async def test_deliveries_are_stored_in_order() -> None:
    async with served() as (double, channel, shelf, url):
        await open_webhook(channel, url, SECRET)
        lea = double.person()
        ids = [lea.write(str(number)).update_id for number in range(20)]
        await until(lambda: set(ids) <= double.acknowledged)
        assert shelf.ids == ids
        (call,) = double.calls_of("setWebhook")
        assert call.params["allowed_updates"] == ["message", "edited_message", "callback_query", "my_chat_member"]
        assert "drop_pending_updates" not in call.params


async def test_failed_storage_is_repeated() -> None:
    async with served() as (double, channel, shelf, url):
        await open_webhook(channel, url, SECRET)
        lea, other = double.person(), double.person()
        shelf.broken = OSError()
        sent = lea.write("aide")
        await until(lambda: shelf.refusals > 2)
        assert not double.acknowledged
        shelf.broken = None
        later = other.write("moi aussi")
        await until(lambda: {sent.update_id, later.update_id} <= double.acknowledged)
        assert (lea.texts, other.texts) == ([NUMBERS.text], [])
        assert shelf.ids == [sent.update_id, later.update_id]


async def test_malformed_update_blocks_nothing() -> None:
    async with served() as (double, channel, shelf, url):
        await open_webhook(channel, url, SECRET)
        lea = double.person()
        broken = double.inject('{"update_id":$id,"message":{"chat":[]')
        sent = lea.write("après")
        await until(lambda: sent.update_id in double.acknowledged)
        assert shelf.ids == [broken, sent.update_id]


async def test_taps_are_answered() -> None:
    async with served() as (double, channel, _, url):
        lea = double.person()
        lea.start()
        await channel.say(str(lea.id), question("Oui ?", "Oui"))
        await open_webhook(channel, url, SECRET)
        lea.tap("Oui")
        await until(lambda: len(double.answered) == 1)


@pytest.mark.parametrize(
    "headers",
    [{}, {SECRET_HEADER: ""}, {SECRET_HEADER: SECRET[:-1]}, {SECRET_HEADER: SECRET + "x"}, {SECRET_HEADER: "é"}],
)
async def test_wrong_secret_is_turned_away(headers: dict[str, str]) -> None:
    async with open_door() as (_, shelf, client):
        answer = await client.post(
            "/telegram", content=b'{"update_id":1}', headers=[(k.encode(), v.encode()) for k, v in headers.items()]
        )
        assert (answer.status_code, answer.content, shelf.updates) == (403, b"", [])


async def test_strangers_raise_an_alert(capsys: pytest.CaptureFixture[str]) -> None:
    async with open_door() as (_, _, client):
        for _ in range(25):
            await client.post("/telegram", content=b"{}", headers={SECRET_HEADER: "guess"})
    alerts = [line for line in capsys.readouterr().out.splitlines() if "webhook_secret_was_wrong" in line]
    assert len(alerts) == 2
    assert "guess" not in "".join(alerts)


async def test_only_posts_are_received() -> None:
    async with open_door() as (_, _, client):
        assert (await client.get("/telegram", headers=HEADERS)).status_code == 405


def update_of(size: int) -> bytes:
    frame = b'{"update_id":7,"a":""}'
    return frame[:-2] + b"x" * (size - len(frame)) + frame[-2:]


async def test_largest_body_is_a_mebibyte() -> None:
    async with open_door() as (_, shelf, client):
        assert (await client.post("/telegram", content=update_of(1 << 20), headers=HEADERS)).status_code == 200
        assert (await client.post("/telegram", content=update_of((1 << 20) + 1), headers=HEADERS)).status_code == 413
        assert shelf.ids == [7]


async def test_endless_body_is_broken_off() -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 1
            yield b"x" * 65536

    async with open_door() as (_, shelf, client):
        assert (await client.post("/telegram", content=endless(), headers=HEADERS)).status_code == 413
        assert (shelf.updates, read) == ([], 17)


async def test_depth_is_bounded() -> None:
    def nested(levels: int) -> bytes:
        return b'{"update_id":7,"a":' + b"[" * (levels - 1) + b"]" * (levels - 1) + b"}"

    async with open_door() as (_, shelf, client):
        assert (await client.post("/telegram", content=nested(32), headers=HEADERS)).status_code == 200
        assert (await client.post("/telegram", content=nested(33), headers=HEADERS)).status_code == 413
        assert shelf.ids == [7]


def test_depth_ignores_brackets_in_words() -> None:
    assert depth(json.dumps({"text": '[[[[ "{{ \\'}).encode()) == 1
    assert depth(rb'{"a":"\\","b":[1]}') == 2
    assert depth(b'{"a":"[[[') == 1


def test_hostile_quotes_take_no_longer() -> None:
    """With a pattern that looks back this would take hours."""
    assert depth(b'"' + rb"\"" * 500_000) == 0


def test_unreadable_update_has_a_steady_name() -> None:
    assert name_of(b'{"update_id": 12, "message"') == "12"
    assert name_of(b"garbage") == name_of(b"garbage") != name_of(b"other")
    assert name_of(b'{"update_id": true}') == name_of(b'{"update_id": true}')
    assert not name_of(b"[1]").isdecimal()


async def test_refused_address_is_for_the_operator() -> None:
    async with open_channel() as (double, channel):
        with pytest.raises(SettingsError) as told:
            await open_webhook(channel, "http://example.org/telegram", SECRET)
        assert "telegram_webhook_url" in told.value.problems[0]
        double.refuse("setWebhook", 502)
        with pytest.raises(ChannelBusy):
            await open_webhook(channel, "https://example.org/telegram", SECRET)
        async with TelegramChannel(BotApi("777001:wrong", double.api_root)) as stranger:
            with pytest.raises(SettingsError, match="settings"):
                await open_webhook(stranger, "https://example.org/telegram", SECRET)
