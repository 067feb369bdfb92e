"""The gateway and the limits of the double, proved with the real client: what ends a session, and what is replayed."""

import asyncio
import json
import zlib
from collections.abc import AsyncIterator, Callable

import aiohttp
import discord
import pytest
from discord_double import DiscordDouble
from discord_double_gateway import Gateway
from discord_double_limits import Limits
from discord_double_person import Person, until
from discord_fixtures import PlainClient, client_of, discord_double, point_at  # noqa: F401

Fault = Callable[[Gateway], None]
RESUMABLE: dict[str, Fault] = {
    "reconnect": Gateway.reconnect,
    "invalid but resumable": lambda gateway: gateway.invalidate(resumable=True),
    "1000": lambda gateway: gateway.close(1000),
    "1001": lambda gateway: gateway.close(1001),
    "1006": Gateway.break_off,
    "4000": lambda gateway: gateway.close(4000),
    "4009": lambda gateway: gateway.close(4009),
}


@pytest.fixture
async def double(discord_double: DiscordDouble) -> DiscordDouble:  # noqa: F811
    return discord_double


@pytest.fixture
async def client(double: DiscordDouble) -> AsyncIterator[PlainClient]:
    async with client_of(double) as client:
        yield client


@pytest.fixture
def lea(double: DiscordDouble) -> Person:
    return double.person("Léa")


@pytest.mark.parametrize("fault", RESUMABLE)
async def test_resume_brings_what_was_missed(
    double: DiscordDouble, client: PlainClient, lea: Person, fault: str
) -> None:
    lea.write("avant")
    await client.hears()
    RESUMABLE[fault](double.gateway)
    lea.write("pendant")
    await until(lambda: "resumed" in client.happened, what="RESUMED")
    lea.write("après")
    await client.hears(3)
    assert client.heard() == ["avant", "pendant", "après"]
    assert (len(double.gateway.identifies), double.gateway.connections[-1]) == (1, "/resume")


async def test_lost_session_identifies_again(double: DiscordDouble, client: PlainClient, lea: Person) -> None:
    double.gateway.invalidate(resumable=False)
    await until(lambda: not double.gateway.connected, what="the break")
    missed = lea.write("perdu")
    await until(lambda: client.happened.count("ready") == 2, what="a second READY")
    lea.write("après")
    await client.hears()
    assert (client.heard(), len(double.gateway.identifies)) == (["après"], 2)
    channel = await client.create_dm(discord.Object(int(lea.id)))
    assert [message.id async for message in channel.history()][1] == int(missed.id)


async def test_refused_resume_identifies_again(double: DiscordDouble, client: PlainClient, lea: Person) -> None:
    double.gateway.deny_resumes = 1
    double.gateway.break_off()
    await until(lambda: client.happened.count("ready") == 2, what="a second READY")
    assert (len(double.gateway.resumes), len(double.gateway.identifies)) == (1, 2)


@pytest.mark.parametrize(("hours", "answer"), [(0, "RESUMED"), (30, None)])
async def test_long_outage_ends_the_session(double: DiscordDouble, hours: int, answer: str | None) -> None:
    url = f"{double.gateway_url}?v=10&encoding=json"
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url) as ws:
            await ws.send_json({"op": 2, "d": identify(double.token)})
            await until(lambda: double.gateway.connected, what="the session")
            await ws.close(code=4000)
        await until(lambda: not double.gateway.links, what="the end of the connection")
        double.let_pass(hours * 3600)
        async with session.ws_connect(url) as ws:
            known = {"token": double.token, "session_id": double.gateway.sessions[0].id, "seq": 1}
            await ws.send_json({"op": 6, "d": known})
            _, told = await ws.receive_json(), await ws.receive_json()
    assert (told["t"], told["op"]) == (answer, 0 if answer else 9)


async def test_budget_of_identifies_is_told(double: DiscordDouble, client: PlainClient) -> None:
    shards, url, limit = await client.http.get_bot_gateway()
    assert (shards, url.startswith(double.gateway_url), limit["remaining"]) == (1, True, 999)


@pytest.mark.parametrize(("code", "alive"), [(1000, False), (1001, False), (4000, True)])
async def test_goodbye_ends_the_session(double: DiscordDouble, code: int, alive: bool) -> None:
    """discord.py says 4000 even where it is told to close with 1000, so a plain connection says it here."""
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{double.gateway_url}?v=10&encoding=json") as ws:
        await ws.send_json({"op": 2, "d": identify(double.token)})
        await until(lambda: double.gateway.connected, what="the session")
        await ws.close(code=code)
    await until(lambda: not double.gateway.links, what="the end of the connection")
    assert double.gateway.sessions[0].alive is alive


def identify(token: str) -> dict[str, object]:
    return {"token": token, "intents": 0, "properties": {"os": "x", "browser": "x", "device": "x"}}


@pytest.mark.parametrize(("code", "intents"), [(4014, discord.Intents(members=True)), (4014, None), (4004, None)])
async def test_last_words_are_final(double: DiscordDouble, code: int, intents: discord.Intents | None) -> None:
    if intents is None:
        double.gateway.refuse_identify = code
    with pytest.raises((discord.ConnectionClosed, discord.PrivilegedIntentsRequired)) as error:
        async with client_of(double, **({"intents": intents} if intents else {})):
            pass
    assert getattr(error.value, "code", 4014) == code
    double.gateway.granted_intents = discord.Intents(members=True).value
    async with client_of(double, **({"intents": intents} if intents else {})) as client:
        assert client.happened == ["ready"]


async def test_wrong_tokens_stay_outside(double: DiscordDouble) -> None:
    client = PlainClient()
    with pytest.raises(discord.LoginFailure):
        await client.start("faux")
    await client.close()
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{double.gateway_url}?v=10&encoding=json") as ws:
        await ws.receive()
        await ws.send_json({"op": 2, "d": identify("faux")})
        assert (await ws.receive()).data == 4004
    assert double.invalid_requests == 1


async def test_mute_heartbeat_is_noticed(double: DiscordDouble) -> None:
    double.gateway.heartbeat_interval = 50
    async with client_of(double, heartbeat_timeout=0.3) as client:
        await until(lambda: len(double.gateway.heartbeats) > 3, what="heartbeats")
        double.gateway.mute_acks = True
        await until(lambda: "disconnect" in client.happened, what="the break")
        double.gateway.mute_acks = False
        await until(lambda: "resumed" in client.happened, what="RESUMED")


async def test_frozen_gateway_says_nothing(double: DiscordDouble, client: PlainClient, lea: Person) -> None:
    double.gateway.frozen = True
    lea.write("gelé")
    await asyncio.sleep(0.05)
    assert client.heard() == []
    double.gateway.frozen = False
    await client.hears()


async def test_gateway_down_keeps_history(double: DiscordDouble, client: PlainClient, lea: Person) -> None:
    lea.write("avant")
    (message,) = await client.hears()
    double.cut = True
    await until(lambda: "disconnect" in client.happened, what="the break")
    lea.write("pendant")
    with pytest.raises(aiohttp.ClientError):
        await message.channel.send("personne")
    double.cut = False
    assert [m.content async for m in message.channel.history()] == ["pendant", "avant"]


async def test_events_come_twice_and_in_disorder(double: DiscordDouble, client: PlainClient, lea: Person) -> None:
    double.gateway.hold()
    first = lea.write("un")
    lea.write("deux")
    double.gateway.release(lambda events: reversed(events))
    double.gateway.redeliver(first.id)
    await client.hears(3)
    assert client.heard() == ["deux", "un", "un"]


async def test_cut_frames_are_put_together(double: DiscordDouble, lea: Person) -> None:
    double.gateway.frame_size = 7
    async with client_of(double) as client:
        lea.write("en morceaux")
        assert [message.content for message in await client.hears()] == ["en morceaux"]


async def test_stream_is_really_zlib(double: DiscordDouble) -> None:
    url = f"{double.gateway_url}?v=10&encoding=json&compress=zlib-stream"
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as ws:
        frame = await ws.receive_bytes()
        assert frame.endswith(b"\x00\x00\xff\xff")
        assert json.loads(zlib.decompressobj().decompress(frame))["op"] == 10


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        (["{"], 4002),
        ([{"op": 42, "d": None}], 4001),
        ([{"op": 3, "d": {}}], 4003),
        ([{"op": 1, "d": None}] * 121, 4008),
    ],
)
async def test_rude_clients_are_closed(double: DiscordDouble, frames: list[object], code: int) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{double.gateway_url}?v=10&encoding=json") as ws:
        for frame in frames:
            await ws.send_str(frame if isinstance(frame, str) else json.dumps(frame))
        while (message := await ws.receive()).type is aiohttp.WSMsgType.TEXT:
            pass
        assert message.data == code


async def test_identify_storm_costs_the_token(double: DiscordDouble, client: PlainClient) -> None:
    double.gateway.budget = 2
    for count in (2, 3):
        double.gateway.invalidate(resumable=False)
        await until(lambda count=count: len(double.gateway.identifies) == count, what="IDENTIFY")
    await until(client.is_closed, what="the end of the client")
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {double.token}"}) as session:
        assert (await session.get(f"{double.api_url}/users/@me")).status == 401


async def test_hasty_identify_is_invalid(double: DiscordDouble) -> None:
    double.gateway.identify_pause = 5.0
    async with client_of(double) as client:
        double.gateway.invalidate(resumable=False)
        await until(lambda: len(double.gateway.identifies) > 1, what="IDENTIFY")
        double.let_pass(6)
        await until(lambda: client.happened.count("ready") == 2, what="a second READY")
    assert len(double.gateway.identifies) > 2


# limits
@pytest.fixture
async def limited(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DiscordDouble]:
    async with DiscordDouble(limits=Limits(writing=(2, 0.4), openings=(2, 600.0), overall=30, invalid=4)) as double:
        point_at(monkeypatch, double)
        yield double


async def test_client_keeps_to_its_bucket(limited: DiscordDouble) -> None:
    lea = limited.person()
    async with client_of(limited) as client:
        channel = await client.create_dm(discord.Object(int(lea.id)))
        for number in range(5):
            await channel.send(str(number))
    assert (lea.texts, limited.refused) == (["0", "1", "2", "3", "4"], 0)


async def test_bursts_are_answered_429(limited: DiscordDouble) -> None:
    channel, headers = limited.person().channel, {"Authorization": f"Bot {limited.token}"}
    url = f"{limited.api_url}/channels/{channel.id}/messages"
    async with aiohttp.ClientSession(headers=headers) as session:
        answers = [await session.post(url, json={"content": "a"}) for _ in range(3)]
        told = await answers[2].json()
    assert [answer.status for answer in answers] == [200, 200, 429]
    assert answers[1].headers["X-RateLimit-Remaining"] == "0"
    assert (told["global"], 0 < told["retry_after"] <= 0.4, "Via" in answers[2].headers) == (False, True, True)


async def test_global_limit_holds_everything(double: DiscordDouble, client: PlainClient, lea: Person) -> None:
    channel = await client.create_dm(discord.Object(int(lea.id)))
    double.refuse("create_message", 429, retry_after=0.2, is_global=True)
    await channel.send("enfin")
    refused, done = double.calls_of("create_message")
    assert (refused.status, done.at - refused.done_at >= 0.2) == (429, True)


async def test_opening_too_many_is_refused(limited: DiscordDouble) -> None:
    async with client_of(limited) as client:
        for _ in range(2):
            await client.create_dm(discord.Object(int(limited.person().id)))
        with pytest.raises(discord.Forbidden, match="40003"):
            await client.create_dm(discord.Object(int(limited.person().id)))


async def test_invalid_requests_lead_to_a_ban(limited: DiscordDouble) -> None:
    lea = limited.person()
    async with client_of(limited) as client:
        channel = await client.create_dm(discord.Object(int(lea.id)))
        lea.close_dms()
        for _ in range(2):
            with pytest.raises(discord.Forbidden):
                await channel.send("a")
        limited.let_pass(1)
        for _ in range(2):
            with pytest.raises(discord.Forbidden):
                await channel.send("a")
        assert limited.invalid_requests == 4
        with pytest.raises(discord.HTTPException, match="429"):
            await client.fetch_user(int(lea.id))
        limited.let_pass(600)
        assert (await client.fetch_user(int(lea.id))).id == int(lea.id)
