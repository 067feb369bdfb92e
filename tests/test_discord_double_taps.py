"""Buttons, selects, commands and modals of the double, answered by the real client as a bot would."""

from collections.abc import AsyncIterator

import discord
import pytest
from discord_double import DiscordDouble
from discord_double_person import Attached, Person, until
from discord_fixtures import PlainClient, asked, client_of, discord_double  # noqa: F401


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


async def test_button_is_answered(client: PlainClient, lea: Person) -> None:
    channel = await channel_of(client, lea)
    await channel.send("on continue ?", view=yes_or_no())
    lea.press("Oui")
    interaction = await client.is_asked()
    assert (interaction.data["custom_id"], interaction.context.dm_channel) == ("q|yes", True)
    answer = await interaction.response.edit_message(content="d'accord", view=None)
    assert (answer.message_id, lea.texts, lea.buttons) == (interaction.message.id, ["d'accord"], [])
    with pytest.raises(AssertionError, match="no button"):
        lea.press("Oui")


async def test_select_carries_values(client: PlainClient, lea: Person) -> None:
    channel = await channel_of(client, lea)
    options = [discord.SelectOption(label="Collège", value="c"), discord.SelectOption(label="Lycée", value="l")]
    view = discord.ui.View(timeout=None).add_item(discord.ui.Select(custom_id="school", options=options))
    await channel.send("où ?", view=view)
    lea.choose("Lycée")
    interaction = await client.is_asked()
    assert interaction.data["values"] == ["l"]
    await interaction.response.defer()
    await interaction.edit_original_response(content="au lycée", view=None)
    assert lea.texts == ["au lycée"]


async def test_deferred_answer_is_filled(client: PlainClient, lea: Person) -> None:
    interaction = await asked(client, lea)
    await interaction.response.defer(thinking=True)
    assert (lea.waiting, lea.texts) == (True, [])
    await interaction.followup.send("voilà")
    assert (lea.waiting, lea.texts) == (False, ["voilà"])
    second = await interaction.followup.send("et aussi", wait=True)
    await second.edit(content="et encore")
    await second.delete()
    assert (await interaction.original_response()).content == "voilà"
    assert lea.texts == ["voilà", "et encore"]


async def test_deferred_answer_is_taken_away(client: PlainClient, lea: Person) -> None:
    interaction = await asked(client, lea)
    await interaction.response.defer(thinking=True)
    await interaction.delete_original_response()
    assert (lea.waiting, lea.texts, lea.screen) == (False, [], [])
    with pytest.raises(discord.NotFound, match="10008"):
        await interaction.original_response()


async def test_whispers_stay_private(double: DiscordDouble, client: PlainClient, lea: Person) -> None:
    server = double.server()
    interaction = await asked(client, lea, where=server)
    await interaction.response.send_message("écris-moi en privé", ephemeral=True)
    assert [message["content"] for message in lea.whispers] == ["écris-moi en privé"]
    assert (double.public, server.messages) == ([], {})
    second = await asked(client, lea, where=server)
    await second.response.send_message("tout haut")
    assert [message["content"] for message in double.public] == ["tout haut"]


async def test_commands_appear_where_allowed(double: DiscordDouble, client: PlainClient, lea: Person) -> None:
    max_ = double.person("Max")
    group, elsewhere = double.group(lea, max_), double.server(bot_is_in=False)
    await asked(client, lea)
    for place in (group, elsewhere):
        with pytest.raises(AssertionError, match="not offered here"):
            lea.command("numeros", place)
    for number, place in enumerate((group, elsewhere), 2):
        interaction = await asked(client, lea, where=place, everywhere=True, number=number)
        assert (interaction.is_user_integration(), interaction.is_guild_integration()) == (True, False)
        await interaction.response.send_message("15", ephemeral=True)
    assert len(lea.whispers) == 2


async def test_followups_outside_are_few(double: DiscordDouble, client: PlainClient, lea: Person) -> None:
    interaction = await asked(client, lea, where=double.group(lea), everywhere=True)
    await interaction.response.send_message("15", ephemeral=True)
    for _ in range(5):
        await interaction.followup.send("encore", ephemeral=True)
    with pytest.raises(discord.HTTPException, match="40094"):
        await interaction.followup.send("de trop", ephemeral=True)


async def test_modal_takes_captures(client: PlainClient, lea: Person) -> None:
    class Captures(discord.ui.Modal, title="Tes captures"):
        files = discord.ui.Label(text="Images", component=discord.ui.FileUpload(max_values=3, custom_id="f"))
        note = discord.ui.TextInput(label="Un mot", custom_id="n", required=False)

    interaction = await asked(client, lea)
    await interaction.response.send_modal(Captures())
    with pytest.raises(AssertionError, match="cannot be uploaded"):
        lea.submit({"Images": []})
    await (await asked(client, lea, number=2)).response.send_modal(Captures())
    lea.submit({"Images": [Attached(b"preuve"), Attached(b"autre")], "Un mot": "voilà"})
    submitted = await client.is_asked(3)
    files = submitted.data["components"][0]["component"]["values"]
    resolved = submitted.data["resolved"]["attachments"]
    assert submitted.data["components"][1]["components"][0]["value"] == "voilà"
    contents = [await client.http.get_from_cdn(resolved[number]["url"]) for number in files]
    assert contents == [b"preuve", b"autre"]
    await submitted.response.send_message("bien reçu")
    assert lea.texts == ["bien reçu"]


async def test_late_answers_are_refused(double: DiscordDouble, client: PlainClient, lea: Person) -> None:
    interaction = await asked(client, lea)
    double.let_pass(3)
    assert lea.unanswered == [str(interaction.id)]
    with pytest.raises(discord.NotFound, match="10062"):
        await interaction.response.defer()


async def test_second_answer_is_refused(client: PlainClient, lea: Person) -> None:
    interaction = await asked(client, lea)
    await interaction.response.send_message("une fois")
    interaction.response._response_type = None
    with pytest.raises(discord.HTTPException, match="40060"):
        await interaction.response.send_message("deux fois")


async def test_tokens_live_fifteen_minutes(double: DiscordDouble, client: PlainClient, lea: Person) -> None:
    interaction = await asked(client, lea)
    await interaction.response.send_message("une fois")
    double.let_pass(15 * 60)
    with pytest.raises(discord.HTTPException, match="50027"):
        await interaction.followup.send("trop tard")


async def test_displayed_components_replace_text(client: PlainClient, lea: Person) -> None:
    channel = await channel_of(client, lea)
    layout = discord.ui.LayoutView(timeout=None)
    row = discord.ui.ActionRow(discord.ui.Button(label="Oui", custom_id="y"))
    layout.add_item(discord.ui.Container(discord.ui.TextDisplay("bonjour"), discord.ui.Separator(), row))
    await channel.send(view=layout)
    assert (lea.texts, lea.buttons) == (["bonjour"], ["Oui"])
    lea.press("Oui")
    assert (await client.is_asked()).data["custom_id"] == "y"


async def test_helper_claims_in_a_server(double: DiscordDouble) -> None:
    room, nora = double.server("équipe"), double.person("Nora")
    async with client_of(double) as client:
        await written_to(client, room.id, "quelqu'un attend")
        nora.press("Oui", where=room)
        interaction = await client.is_asked()
        assert (interaction.user.id, interaction.guild_id) == (int(nora.id), int(room.guild_id or 0))


async def test_words_of_servers_stay_hidden(double: DiscordDouble) -> None:
    room, nora = double.server("équipe"), double.person("Nora")
    intents = discord.Intents(guilds=True, guild_messages=True)
    async with client_of(double, intents=intents) as client:
        await written_to(client, room.id, "quelqu'un attend")
        nora.write("je regarde", room)
        nora.write("toi, le bot", room, mentions=[double.world.bot])
        await until(lambda: len(client.messages) == 3, what="the messages")
        assert [message.content for message in client.messages] == ["quelqu'un attend", "", "toi, le bot"]


async def written_to(client: PlainClient, channel_id: str, text: str) -> None:
    place = client.get_channel(int(channel_id))
    assert isinstance(place, discord.TextChannel)
    await place.send(text, view=yes_or_no())
