"""The double and the bot keep to Discord's API as published: what does not fails the test that did it."""

import io
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from discord_double import DiscordDouble
from discord_double_methods import METHODS, Request
from discord_double_mutations import damaged_at, free, places, without
from discord_double_person import Attached, Person
from discord_double_schema import SPECIFICATION, discord_api
from discord_double_world import BOT_ID

BUTTON = {"type": 2, "style": 2, "label": "Oui", "custom_id": "y"}
NUMBERS = {"name": "numeros", "description": "Les numéros", "contexts": [0, 1, 2], "integration_types": [0, 1]}


@pytest.fixture
async def double() -> AsyncIterator[DiscordDouble]:
    async with DiscordDouble() as double:
        yield double
        double.violations.clear()


@pytest.fixture
def lea(double: DiscordDouble) -> Person:
    return double.person("Léa", user_id="5")


async def ask(
    double: DiscordDouble, verb: str, path: str, body: object = None, form: aiohttp.FormData | None = None
) -> tuple[int, Any]:
    headers = {"Authorization": f"Bot {double.token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.request(verb, double.api_url + path, **({"data": form} if form else {"json": body})) as answer,
    ):
        return answer.status, json.loads(text) if (text := await answer.text()) else None


def row(*components: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(components)}


# requests
@pytest.mark.parametrize(
    ("verb", "path", "body", "fault"),
    [
        ("POST", "/channels/@/messages", {"content": "a", "colour": "red"}, "create_message.colour: no such field"),
        ("POST", "/channels/@/messages", {"content": 12}, "create_message.content: int is no string or null"),
        ("POST", "/channels/@/messages", {"components": [row({"type": 2})]}, "components[0].style: missing"),
        ("POST", "/channels/@/messages", {"nonce": "n" * 26}, "create_message.nonce: breaks maxLength 25"),
        ("POST", "/channels/@/messages", {"attachments": [{"id": 0}]}, "no part files[0]"),
        ("GET", "/channels/@/messages?limit=101", None, "list_messages?limit: breaks maximum 100"),
        ("GET", "/channels/@/messages?colour=red", None, "list_messages?colour: no such parameter"),
        ("GET", "/channels/general", None, "get_channel/channel_id: breaks pattern"),
        ("POST", "/users/@me/channels", {"recipient_id": "Léa"}, "create_dm.recipient_id"),
        ("PUT", f"/applications/{BOT_ID}/commands", [{"description": "a"}], "commands[0].name: missing"),
        ("POST", "/interactions/1/t/callback", {"type": 9, "data": {"title": "a"}}, "response.data.custom_id: missing"),
        ("POST", "/channels/@/mesages", {"content": "a"}, "knows no such operation"),
        ("GET", "/channels/@/messages/1/reactions/a", None, "knows no such operation"),
    ],
)
async def test_wrong_requests_are_violations(
    double: DiscordDouble, lea: Person, verb: str, path: str, body: object, fault: str
) -> None:
    status, _ = await ask(
        double, verb, path.replace("@/", f"{lea.channel.id}/") if "/channels/@" in path else path, body
    )
    assert status in (400, 404)
    assert any(fault in violation for violation in double.violations), double.violations
    assert lea.heard == []


async def test_violation_fails_the_test() -> None:
    with pytest.raises(AssertionError, match="no such parameter"):
        async with DiscordDouble() as double:
            await ask(double, "GET", "/users/@me?colour=red")


async def test_ids_may_be_numbers(double: DiscordDouble, lea: Person) -> None:
    status, channel = await ask(double, "POST", "/users/@me/channels", {"recipient_id": int(lea.id)})
    assert (status, channel["id"], double.violations) == (200, lea.channel.id, [])


async def test_gateway_words_are_checked(double: DiscordDouble) -> None:
    url = f"{double.gateway_url}?v=10&encoding=json"
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as ws:
        await ws.send_json({"op": 1, "d": "now"})
        await ws.receive()
        assert (await ws.receive_json())["op"] == 11
    assert double.violations == ["HEARTBEAT: str is no integer or null"]


# answers and events
async def test_wrong_answers_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def without_an_author(world: Any, request: Request) -> tuple[int, Any]:
        status, message = real(world, request)
        return status, {name: value for name, value in message.items() if name != "author"}

    real = METHODS["create_message"]
    monkeypatch.setitem(METHODS, "create_message", without_an_author)
    with pytest.raises(AssertionError, match=r"answer of create_message\.author: missing"):
        async with DiscordDouble() as double:
            await ask(double, "POST", f"/channels/{double.person().channel.id}/messages", {"content": "a"})


async def test_wrong_events_are_caught(double: DiscordDouble, lea: Person) -> None:
    lea.write("salut")
    _, payload = double.gateway.events[0]
    with pytest.raises(AssertionError, match=r"MESSAGE_CREATE\.content: NoneType is no string"):
        double.gateway.emit("MESSAGE_CREATE", payload | {"content": None})


@pytest.mark.parametrize("damage", ["foreign value", "foreign field"])
async def test_every_damage_is_caught(double: DiscordDouble, lea: Person, damage: str) -> None:
    survivors = [
        f"{name} {spot}"
        for name, value in await good_things(double, lea)
        for spot in (*places(value), ())
        if not spot or not free(spot)
        for damaged in [damaged_at(value, spot, damage)]
        if damaged is not None and not faults_of(name, damaged)
    ]
    assert survivors == []


async def test_missing_fields_are_caught(double: DiscordDouble, lea: Person) -> None:
    needed = {"id", "type", "content", "author", "timestamp", "channel_id", "url", "filename", "token"}
    survivors = [
        f"{name} {spot}"
        for name, value in await good_things(double, lea)
        for spot in places(value)
        if spot[-1] in needed and not free(spot)
        if not faults_of(name, without(value, spot))
    ]
    assert survivors == []


async def good_things(double: DiscordDouble, lea: Person) -> list[tuple[str, Any]]:
    """One of each kind of event, and answers, as (name, value)."""
    await ask(double, "PUT", f"/applications/{BOT_ID}/commands", [NUMBERS])
    channel = f"/channels/{lea.channel.id}"
    sent = await ask(double, "POST", f"{channel}/messages", {"content": "?", "components": [row(BUTTON)]})
    lea.forward("menace", "2026-11-01T10:00:00+00:00", [Attached(b"preuve")])
    lea.edit(lea.photo(b"octets", "regarde").id, "non")
    lea.erase(lea.write("rien").id)
    lea.press("Oui")
    lea.command("numeros", double.server())
    answers = [
        ("create_message", sent[1]),
        ("list_messages", (await ask(double, "GET", f"{channel}/messages?limit=2"))[1]),
        ("get_channel", (await ask(double, "GET", channel))[1]),
        ("get_my_application", (await ask(double, "GET", "/applications/@me"))[1]),
        ("get_my_user", (await ask(double, "GET", "/users/@me"))[1]),
    ]
    assert double.violations == []
    events = {(name, payload.get("type")): payload for name, payload in double.gateway.events}
    return [*((name, payload) for (name, _), payload in events.items()), *answers]


def faults_of(name: str, value: object) -> list[str]:
    if name.isupper():
        return discord_api().event_faults(name, value)
    operation = next(o for o in discord_api()._operations if o.name == name)
    return discord_api().answer_faults(operation, 200, value)


async def test_messages_name_their_place(double: DiscordDouble, lea: Person) -> None:
    """discord.js drops a direct message that does not say so; discord.py does not look."""
    lea.write("ici")
    lea.write("là", double.server())
    assert [payload["channel_type"] for _, payload in double.gateway.events] == [1, 0]


# refusals
@pytest.mark.parametrize(
    ("verb", "path", "body", "status", "code"),
    [
        ("POST", "/channels/9/messages", {"content": "a"}, 404, 10003),
        ("GET", "/channels/@/messages/9", None, 404, 10008),
        ("GET", "/users/9", None, 404, 10013),
        ("POST", "/interactions/9/t/callback", {"type": 5}, 404, 10062),
        ("POST", "/users/@me/channels", {"recipient_id": "9"}, 400, 50033),
        ("DELETE", "/channels/@/messages/$", None, 403, 50003),
        ("PATCH", "/channels/@", {"name": "a"}, 403, 50003),
        ("PATCH", "/channels/@/messages/$", {"content": "a"}, 403, 50005),
        ("POST", "/channels/@/messages", {"content": " "}, 400, 50006),
        ("POST", f"/webhooks/{BOT_ID}/nonsense", {"content": "a"}, 401, 50027),
        ("POST", "/webhooks/9/nonsense", {"content": "a"}, 404, 10015),
        ("POST", "/channels/@/messages", {"content": "a" * 2001}, 400, 50035),
        ("POST", "/channels/@/messages", {"components": [row(BUTTON, BUTTON)]}, 400, 50035),
        ("POST", "/channels/@/messages", {"components": [row({"type": 2, "style": 2, "label": "a"})]}, 400, 50035),
        ("POST", "/channels/@/messages", {"components": [row(BUTTON | {"label": None})]}, 400, 50035),
        ("POST", "/channels/@/messages", {"components": [row(BUTTON | {"style": 5})]}, 400, 50035),
        ("POST", "/channels/@/messages", {"content": "a", "flags": 1 << 15}, 400, 50035),
        ("POST", "/channels/@/messages", {"components": [{"type": 10, "content": "a"}]}, 400, 50035),
        ("POST", "/channels/@/messages", {"content": "a", "message_reference": {"message_id": "9"}}, 400, 50035),
        ("PUT", f"/applications/{BOT_ID}/commands", [NUMBERS, NUMBERS], 400, 50035),
        ("PUT", f"/applications/{BOT_ID}/commands", [NUMBERS | {"name": "Numéros"}], 400, 50035),
    ],
)
async def test_double_refuses_like_discord(
    double: DiscordDouble, lea: Person, verb: str, path: str, body: object, status: int, code: int
) -> None:
    sent = lea.write("salut")
    where = path.replace("$", sent.id).replace("/channels/@", f"/channels/{lea.channel.id}")
    told, refusal = await ask(double, verb, where, body)
    assert (told, refusal["code"], double.violations) == (status, code, [])


async def test_fields_at_fault_are_named(double: DiscordDouble, lea: Person) -> None:
    _, told = await ask(double, "POST", f"/channels/{lea.channel.id}/messages", {"content": "a" * 2001})
    assert told["errors"]["content"]["_errors"][0]["code"] == "BASE_TYPE_MAX_LENGTH"


async def test_large_and_many_files_are_refused(double: DiscordDouble, lea: Person) -> None:
    async def send(files: int, size: int) -> tuple[int, int]:
        form = aiohttp.FormData()
        form.add_field("payload_json", json.dumps({"content": "a"}))
        for number in range(files):
            form.add_field(f"files[{number}]", io.BytesIO(bytes(size)), filename="a.bin")
        status, told = await ask(double, "POST", f"/channels/{lea.channel.id}/messages", form=form)
        return status, told.get("code", 0)

    assert await send(1, (10 << 20) + 1) == (413, 40005)
    assert await send(10, 1) == (200, 0)
    assert double.violations == []
    assert (await send(11, 1))[0] == 400
    assert double.violations == ["create_message: part 'files[10]'"]


async def test_tokens_are_checked(double: DiscordDouble) -> None:
    async with aiohttp.ClientSession() as session:
        for headers in ({}, {"Authorization": "Bot faux"}, {"Authorization": double.token}):
            answer = await session.get(f"{double.api_url}/users/@me", headers=headers)
            assert (answer.status, (await answer.json())["code"]) == (401, 0)
        stored = double.world.cdn.store("1", "2", "a.png", b"octets", None)
        assert (await session.get(f"{double.root}/{stored.path}?ex=ffffffff&hm=faux")).status == 403
    assert double.invalid_requests == 3


async def test_content_type_is_exact(double: DiscordDouble) -> None:
    """discord.py takes an answer with a charset for text."""
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {double.token}"}) as session:
        answer = await session.get(f"{double.api_url}/users/@me")
        assert answer.headers["Content-Type"] == "application/json"


def test_specification_copy_keeps_notice() -> None:
    assert "discord-api-spec" in (SPECIFICATION.parent / "README.md").read_text(encoding="utf-8")
    assert json.loads(SPECIFICATION.read_text(encoding="utf-8"))["info"]["license"]["identifier"] == "MIT"
