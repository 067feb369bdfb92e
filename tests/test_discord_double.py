"""The double behaves as Discord does towards the real client, so that other tests may believe it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
import discord
import pytest
from discord_double import DiscordDouble, double_in_thread
from discord_double_person import Attached, Person, until
from discord_fixtures import PlainClient, asked, client_of, discord_double, point_at  # noqa: F401


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


async def channel_of(client: PlainClient, person: Person) -> discord.DMChannel:
    return await client.create_dm(discord.Object(int(person.id)))


def yes_or_no() -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="Oui", custom_id="q|yes"))
    view.add_item(discord.ui.Button(label="Non", custom_id="q|no"))
    return view


# messages
async def test_messages_go_both_ways(client: PlainClient, lea: Person) -> None:
    lea.write("salut")
    (message,) = await client.hears()
    assert (message.content, message.author.id, message.guild) == ("salut", int(lea.id), None)
    await message.channel.send("ça va ?", view=yes_or_no())
    await lea.hears()
    assert (lea.texts, lea.buttons) == (["ça va ?"], ["Oui", "Non"])
    await until(lambda: len(client.messages) == 2, what="the own message, which Discord tells too")


async def test_history_is_read_by_place(client: PlainClient, lea: Person) -> None:
    ids = [int(lea.write(str(number)).id) for number in range(7)]
    channel = await channel_of(client, lea)
    after = [m.content async for m in channel.history(after=discord.Object(ids[2]), limit=3, oldest_first=True)]
    before = [m.content async for m in channel.history(before=discord.Object(ids[2]))]
    assert (after, before) == (["3", "4", "5"], ["1", "0"])
    assert [m.content async for m in channel.history(limit=None)] == ["6", "5", "4", "3", "2", "1", "0"]


async def test_same_nonce_says_once(double: DiscordDouble, client: PlainClient, lea: Person) -> None:
    channel = await channel_of(client, lea)
    first, second = await channel.send("une fois", nonce="e/1"), await channel.send("une fois", nonce="e/1")
    assert (first.id, lea.texts) == (second.id, ["une fois"])
    double.let_pass(301)
    assert (await channel.send("une fois", nonce="e/1")).id != first.id


async def test_edits_and_erasures_are_told(client: PlainClient, lea: Person) -> None:
    sent = lea.write("avant")
    lea.edit(sent.id, "après")
    lea.erase(sent.id)
    await until(lambda: bool(client.erased), what="the erasure")
    assert (client.edits[0].message.content, client.erased) == ("après", [int(sent.id)])
    channel = await channel_of(client, lea)
    with pytest.raises(discord.NotFound, match="10008"):
        await channel.fetch_message(int(sent.id))


async def test_bot_edits_and_deletes_its_own(client: PlainClient, lea: Person) -> None:
    channel = await channel_of(client, lea)
    sent = await channel.send("avant", view=yes_or_no())
    await sent.edit(content="après", view=None)
    assert (lea.texts, lea.buttons) == (["après"], [])
    await sent.delete()
    assert (lea.screen, lea.texts) == ([], ["après"])


async def test_files_go_round(client: PlainClient, lea: Person) -> None:
    lea.files([Attached(b"un", "a.png"), Attached(b"deux", "b.pdf", "application/pdf")], "voici")
    (message,) = await client.hears()
    assert [await attachment.read() for attachment in message.attachments] == [b"un", b"deux"]
    file = discord.File(__file__, filename="dossier.pdf", description="ton dossier")
    sent = await message.channel.send("ton dossier", file=file)
    assert (sent.attachments[0].filename, sent.attachments[0].description) == ("dossier.pdf", "ton dossier")
    assert b"ton dossier" in await sent.attachments[0].read()


async def test_addresses_expire_and_renew(double: DiscordDouble, client: PlainClient, lea: Person) -> None:
    sent = lea.photo(b"octets")
    (message,) = await client.hears()
    double.let_pass(25 * 3600)
    with pytest.raises(discord.NotFound):
        await message.attachments[0].read()
    double.cdn.expired_status = 403
    with pytest.raises(discord.Forbidden):
        await message.attachments[0].read()
    again = await message.channel.fetch_message(int(sent.id))
    assert await again.attachments[0].read() == b"octets"


async def test_downloads_fail_on_demand(double: DiscordDouble, client: PlainClient, lea: Person) -> None:
    lea.photo(b"o" * 100_000)
    attachment = (await client.hears())[0].attachments[0]
    (stored,) = double.cdn.files.values()
    stored.refusals = [500]
    with pytest.raises(discord.HTTPException, match="500"):
        await attachment.read()
    stored.cut_at = 70_000
    with pytest.raises(aiohttp.ClientPayloadError):
        await attachment.read()
    stored.cut_at = None
    assert len(await attachment.read()) == 100_000
    stored.gone = True
    with pytest.raises(discord.NotFound):
        await attachment.read()


async def test_forwards_name_nobody(client: PlainClient, lea: Person) -> None:
    lea.forward("t'es morte", "2026-11-01T10:00:00+00:00", [Attached(b"preuve")])
    (message,) = await client.hears()
    (snapshot,) = message.message_snapshots
    assert (message.content, snapshot.content) == ("", "t'es morte")
    assert snapshot.created_at == datetime(2026, 11, 1, 10, tzinfo=UTC)
    assert await snapshot.attachments[0].read() == b"preuve"
    assert not hasattr(snapshot, "author")


async def test_other_content_arrives(client: PlainClient, lea: Person) -> None:
    lea.voice(b"ogg")
    lea.sticker()
    lea.reply(lea.write("premier").id, "second")
    voice, sticker, first, second = await client.hears(4)
    assert voice.flags.voice
    assert sticker.stickers[0].name == "Wumpus"
    assert second.reference is not None
    assert second.reference.message_id == first.id


async def test_updates_are_not_all_edits(client: PlainClient, lea: Person) -> None:
    sent = lea.write("https://example.org/")
    lea.unfurl(sent.id)
    lea.pin(sent.id)
    _, system = await client.hears(2)
    await until(lambda: len(client.edits) == 2, what="the updates")
    assert [event.message.edited_at for event in client.edits] == [None, None]
    assert system.type is discord.MessageType.pins_add


# people who cannot be reached
async def test_closed_doors_are_told(client: PlainClient, lea: Person) -> None:
    channel = await channel_of(client, lea)
    lea.close_dms()
    with pytest.raises(discord.Forbidden, match="50007"):
        await channel.send("tu es là ?")
    lea.open_dms()
    await channel.send("te revoilà")
    lea.leave_servers()
    with pytest.raises(discord.Forbidden, match="50278"):
        await channel.send("tu es là ?")
    assert lea.texts == ["te revoilà"]


async def test_deleted_accounts_are_told(client: PlainClient, lea: Person) -> None:
    channel = await channel_of(client, lea)
    lea.delete_account()
    with pytest.raises(discord.Forbidden, match="50007"):
        await channel.send("tu es là ?")
    assert (await client.fetch_user(int(lea.id))).name.startswith("deleted_user_")


async def test_channel_is_renamed(double: DiscordDouble, lea: Person) -> None:
    room = double.server()
    async with client_of(double) as client:
        place = client.get_channel(int(room.id))
        assert isinstance(place, discord.TextChannel)
        await place.edit(name="accueil", topic="ici")
        await until(lambda: str(place) == "accueil", what="the new name")
        assert (room.name, room.topic) == ("accueil", "ici")
        await (await channel_of(client, lea)).typing()
        assert lea.channel.typed == 1


# trouble on the way
async def test_lost_answer_was_done(double: DiscordDouble, client: PlainClient, lea: Person) -> None:
    channel = await channel_of(client, lea)
    double.drop("create_message", after=True)
    with pytest.raises(aiohttp.ClientError):
        await channel.send("une fois", nonce="e/1")
    assert lea.texts == ["une fois"]
    await channel.send("une fois", nonce="e/1")
    double.drop("create_message")
    with pytest.raises(aiohttp.ClientError):
        await channel.send("jamais")
    assert lea.texts == ["une fois"]


async def test_garbled_answer_was_done(double: DiscordDouble, client: PlainClient, lea: Person) -> None:
    channel = await channel_of(client, lea)
    double.garble("create_message")
    with pytest.raises(ValueError):
        await channel.send("une fois")
    assert lea.texts == ["une fois"]


async def test_server_errors_are_repeated(double: DiscordDouble, client: PlainClient, lea: Person) -> None:
    channel = await channel_of(client, lea)
    double.refuse("create_message", 503)
    with pytest.raises(discord.DiscordServerError):
        await channel.send("une fois")
    double.refuse("create_message", 502)
    await channel.send("une fois")
    assert (lea.texts, len(double.calls_of("create_message"))) == (["une fois"], 3)


def test_double_runs_in_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    async def answer_once(double: DiscordDouble) -> None:
        async with client_of(double) as client:
            lea.write("salut")
            await (await client.hears())[0].channel.send("bonjour")

    with double_in_thread() as double:
        point_at(monkeypatch, double)
        lea = double.person()
        asyncio.run(answer_once(double))
        assert lea.hears_now()[0]["content"] == "bonjour"
