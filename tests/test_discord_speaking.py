"""What is said arrives as plain words with the right buttons, once; each refusal is told in our words."""

from pathlib import Path
from typing import Any

import pytest
from discord_double import DiscordDouble
from discord_double_components import walk
from discord_double_person import text_of, until
from discord_scenes import api_of, open_channel, question, room, with_menu

from bot.discord_api import DiscordApi
from bot.discord_budget import InvalidBudget
from bot.discord_channel import DiscordChannel
from bot.discord_menu import publish_menu
from bot.discord_message import CHARACTERS, messages_of, nonce_of, plain, split
from bot.discord_rest import Rest
from bot.errors import ChannelBusy, ChannelError, ChannelRefused, PersonUnreachable, SettingsError
from bot.start_discord import words_of
from conversations.effects import Choice, Say
from conversations.library import Library

FIXED = (Choice(id="numbers", label="Numéros"), Choice(id="back", label="Retour"))
NO_PREVIEW, SILENT = 4, 4096


def labels(body: dict[str, Any]) -> list[list[str]]:
    return [[part["label"] for part in row["components"]] for row in body.get("components", ())]


async def test_message_is_plain_and_silent(library: Library) -> None:
    async with open_channel(library) as (double, channel):
        lea = double.person()
        await channel.say(lea.channel.id, question("1. *pas* gras, pas # titre\n- ni liste", "Oui", fixed=FIXED))
        (call,) = double.calls_of("create_message")
        assert lea.buttons == ["Oui", "Numéros", "Retour"]
        assert call.params["flags"] == NO_PREVIEW | SILENT
        assert call.params["allowed_mentions"] == {"parse": []}
        nonce = nonce_of(f"{lea.channel.id} e/1")
        assert (call.params["nonce"], call.params["enforce_nonce"]) == (nonce, True)
        assert lea.texts == ["1. \\*pas\\* gras, pas # titre\n\\- ni liste"]


async def test_urgent_message_makes_sound(library: Library) -> None:
    async with open_channel(library) as (double, channel):
        lea = double.person()
        await channel.say(lea.channel.id, Say(id="e/1", text="112", urgent=True))
        (call,) = double.calls_of("create_message")
        assert call.params["flags"] == NO_PREVIEW
        assert "components" not in call.params


async def test_same_effect_is_said_once(library: Library) -> None:
    async with open_channel(library) as (double, channel):
        lea = double.person()
        double.drop("create_message", after=True)
        with pytest.raises(ChannelBusy):
            await channel.say(lea.channel.id, question())
        await channel.say(lea.channel.id, question())
        assert len(lea.heard) == 1
        await channel.say(lea.channel.id, question(id="e/2"))
        assert len(lea.heard) == 2


async def test_long_words_are_split_whole(library: Library) -> None:
    async with open_channel(library) as (double, channel):
        lea = double.person()
        words = " ".join(f"mot{number}" for number in range(700))
        await channel.say(lea.channel.id, question(words, "Oui", fixed=FIXED))
        assert len(lea.heard) == 3
        assert " ".join(map(text_of, lea.heard)) == words
        assert [bool(list(walk(message["components"]))) for message in lea.heard] == [False, False, True]


@pytest.mark.parametrize("text", ["a" * 4500, "é\n" * 3000, "*" * 2500, "\\" * 3999, "", "x" * CHARACTERS])
def test_split_loses_nothing(text: str) -> None:
    escaped = plain(text)
    parts = list(split(escaped))
    assert all(len(part) <= CHARACTERS for part in parts)
    assert "".join(parts).replace("\n", "").replace(" ", "") == escaped.replace("\n", "").replace(" ", "")


def test_few_answers_are_buttons() -> None:
    [body] = messages_of(question("?", *"ABCDEFG", fixed=FIXED))
    assert labels(body) == [list("ABCDE"), list("FG"), ["Numéros", "Retour"]]


def test_many_answers_unfold() -> None:
    [body] = messages_of(question("?", *(f"Étape {n}" for n in range(26)), fixed=FIXED))
    first, second, fixed = body["components"]
    assert [len(row["components"][0]["options"]) for row in (first, second)] == [25, 1]
    assert len(fixed["components"]) == 2
    assert len(list(walk(body["components"]))) <= 40


def test_same_answer_stands_twice() -> None:
    """Numbers may be an answer and stand in the fixed row; Discord takes no name twice in one message."""
    [body] = messages_of(Say(id="e", text="?", question="q7", choices=FIXED, fixed=FIXED))
    names = [part["custom_id"] for part in walk(body["components"]) if "custom_id" in part]
    assert len(names) == len(set(names)) == 4


def test_impossible_choices_are_refused() -> None:
    with pytest.raises(ChannelRefused):
        messages_of(Say(id="e", text="?", question="q" * 100, choices=(Choice(id="c", label="A"),)))
    with pytest.raises(ChannelRefused):
        messages_of(question("?", *(str(n) for n in range(100))))


def test_nonces_fit_and_differ() -> None:
    made = {nonce_of(f"discord:1:m{number}/0", part) for number in range(500) for part in range(2)}
    assert len(made) == 1000
    assert {len(one) for one in made} == {25}


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (403, 50007, PersonUnreachable),
        (403, 50278, PersonUnreachable),
        (404, 10003, PersonUnreachable),
        (404, 10013, PersonUnreachable),
        (400, 50035, ChannelRefused),
        (403, 50013, ChannelRefused),
        (401, 0, ChannelBusy),
        (403, 20026, ChannelBusy),
        (503, 0, ChannelBusy),
    ],
)
async def test_refusals_are_told(library: Library, status: int, code: int, kind: type[ChannelError]) -> None:
    async with open_channel(library) as (double, channel):
        lea = double.person()
        double.refuse("create_message", status, code, "Léa a écrit")
        with pytest.raises(kind) as raised:
            await channel.say(lea.channel.id, question())
        assert "Léa" not in str(raised.value)
        assert raised.value.__cause__ is None


async def test_closed_messages_are_unreachable(library: Library) -> None:
    async with open_channel(library) as (double, channel):
        lea, max_, zoe = (double.person(name) for name in ("Léa", "Max", "Zoé"))
        lea.close_dms()
        max_.delete_account()
        zoe.leave_servers()
        for person in (lea, max_, zoe):
            with pytest.raises(PersonUnreachable):
                await channel.say(person.channel.id, question())


async def test_flood_is_waited_for(library: Library) -> None:
    async with open_channel(library) as (double, channel):
        lea = double.person()
        double.refuse("create_message", 429, retry_after=0.05)
        await channel.say(lea.channel.id, question())
        assert len(lea.heard) == 1
        double.refuse("create_message", 429, retry_after=600)
        with pytest.raises(ChannelBusy) as raised:
            await channel.say(lea.channel.id, question(id="e/2"))
        assert (raised.value.flood, raised.value.retry_after) == (True, 600)


async def test_shut_out_address_waits(library: Library) -> None:
    async with open_channel(library) as (double, channel):
        lea = double.person()
        double.refuse("create_message", 429, retry_after=1, by_cloudflare=True)
        with pytest.raises(ChannelBusy) as raised:
            await channel.say(lea.channel.id, question())
        assert raised.value.retry_after >= 300


async def test_refused_requests_are_budgeted(library: Library) -> None:
    """After the first hundred nothing is asked any more, until they are ten minutes old."""
    now = [0.0]
    async with DiscordDouble() as double:
        rest = Rest(api_of(double), InvalidBudget(100, lambda: now[0]))
        lea = double.person()
        lea.close_dms()
        refused = paused = 0
        for _ in range(300):
            try:
                await rest.call("POST", "/channels/{channel_id}/messages", {"content": "x"}, channel_id=lea.channel.id)
            except PersonUnreachable:
                refused += 1
            except ChannelBusy:
                paused += 1
        assert (refused, paused, double.invalid_requests) == (100, 200, 100)
        now[0] = 601.0
        lea.open_dms()
        await rest.call("POST", "/channels/{channel_id}/messages", {"content": "x"}, channel_id=lea.channel.id)
        await rest.close()


async def test_wrong_token_is_a_setting(library: Library) -> None:
    async with open_channel(library, "a.b.c") as (_, channel):
        with pytest.raises(SettingsError) as raised:
            await channel.check_token()
        assert "discord_token" in raised.value.problems[0]


async def test_dead_network_stops_no_opening(library: Library) -> None:
    api = DiscordApi("a.b.c", "http://127.0.0.1:1/api/v10", "ws://127.0.0.1:1/gateway")
    async with DiscordChannel(api, words_of(library)) as channel:
        with pytest.raises(ChannelBusy):
            await channel.check_token()
        with pytest.raises(ChannelBusy):
            await channel.say("5", question())


async def test_bots_cannot_withdraw(library: Library) -> None:
    async with open_channel(library) as (double, channel):
        lea = double.person()
        assert await channel.withdraw(lea.channel.id, lea.write("x").message_id) is False
        assert double.calls == []


async def test_commands_are_published(library: Library) -> None:
    async with DiscordDouble() as double:
        async with DiscordChannel(api_of(double), words_of(library)) as channel:
            await publish_menu(channel, lambda key: library.texts.render(key, "fr", "tu", {}))
        assert [one["name"] for one in double.commands] == [
            *("numeros", "relais", "donnees", "notes", "stop", "effacer")
        ]
        assert {tuple(one["contexts"]) for one in double.commands} == {(0, 1, 2)}
        assert {tuple(one["integration_types"]) for one in double.commands} == {(0, 1)}


async def test_servers_hear_one_whisper(tmp_path: Path, library: Library) -> None:
    """Never a public word: in a server and in a group only that person reads, and only how to write in private."""
    async with DiscordDouble() as double, room(tmp_path, library, double) as made:
        await with_menu(made)
        await made.connected()
        lea, max_ = double.person("Léa"), double.person("Max")
        for place in (double.server(), double.server(bot_is_in=False), double.group(lea, max_)):
            lea.command("effacer", place)
        await until(lambda: len(lea.whispers) == 3)
        assert [text_of(one) for one in lea.whispers] == [made.channel.words.elsewhere] * 3
        assert (double.public, max_.heard) == ([], [])
        assert await made.rows("SELECT count(*) FROM people") == [(0,)]
