"""Whatever a person does on Discord becomes the event it is, as the gateway really tells it."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from discord_double import DiscordDouble
from discord_double_person import Person, until
from discord_double_taps import Attached
from discord_scenes import NOW, events_of, open_channel, question, room, with_menu

from bot.channels import Update
from bot.discord_channel import DiscordChannel
from bot.discord_frames import read_frame
from bot.discord_parse import update_id_of
from conversations.effects import Choice, Say
from conversations.events import (
    EVENT,
    Chose,
    CommandGiven,
    Event,
    FileSent,
    MessageEdited,
    MessageWithdrawn,
    Origin,
    Said,
)
from conversations.library import Library

ACCOUNT = "777001"
SENT = "2026-10-03T21:15:00+00:00"


class Scene:
    def __init__(self, double: DiscordDouble, channel: DiscordChannel) -> None:
        self.double, self.channel = double, channel
        self.lea: Person = double.person("Léa")

    @property
    def events(self) -> list[Event]:
        """Each of Léa's, in order."""
        parsed = [one for one in events_of(self.double, self.channel) if one.event]
        assert {(one.address.channel, one.address.account) for one in parsed} <= {("discord", ACCOUNT)}
        assert {one.address.external for one in parsed} <= {self.lea.channel.id}
        return [one.event for one in parsed if one.event]


@pytest.fixture
async def scene(library: Library) -> AsyncIterator[Scene]:
    async with open_channel(library) as (double, channel):
        yield Scene(double, channel)


async def test_words_are_said(scene: Scene) -> None:
    sent = scene.lea.write("on m'insulte\nen classe")
    assert scene.events == [
        Said(id=f"discord:{ACCOUNT}:m{sent.id}", at=NOW, text="on m'insulte\nen classe", message=sent.message_id)
    ]


async def test_answers_to_messages_are_said(scene: Scene) -> None:
    first = scene.lea.write("un")
    scene.lea.reply(first.message_id, "deux")
    assert [event.text for event in scene.events if isinstance(event, Said)] == ["un", "deux"]


async def test_typed_command_is_given(scene: Scene) -> None:
    scene.lea.write("/STOP tout maintenant")
    [event] = scene.events
    assert isinstance(event, CommandGiven)
    assert (event.name, event.rest) == ("stop", "tout maintenant")


async def test_files_come_together(scene: Scene) -> None:
    sent = scene.lea.files([Attached(b"1", "a.png"), Attached(b"22", "b.pdf", "application/pdf")], "les deux")
    [event] = scene.events
    assert isinstance(event, FileSent)
    assert event.caption == "les deux"
    assert [(file.kind, file.size, file.name, file.mime) for file in event.files] == [
        ("photo", 1, "a.png", "image/png"),
        ("document", 2, "b.pdf", "application/pdf"),
    ]
    assert {file.message for file in event.files} == {sent.message_id}
    assert all(file.reference.isdecimal() and file.sent_at for file in event.files)


@pytest.mark.parametrize(("act", "kind"), [("voice", "voice"), ("sticker", "sticker")])
async def test_other_kinds_of_files(scene: Scene, act: str, kind: str) -> None:
    scene.lea.voice(b"ogg") if act == "voice" else scene.lea.sticker()
    [event] = scene.events
    assert isinstance(event, FileSent)
    assert [file.kind for file in event.files] == [kind]


async def test_forward_keeps_date_without_author(scene: Scene) -> None:
    scene.lea.forward("t'es morte demain", SENT, [Attached(b"1")])
    scene.lea.forward("/numeros", SENT)
    files, words = scene.events
    origin = Origin(date=datetime(2026, 10, 3, 21, 15, tzinfo=UTC), author=None, kind="snapshot")
    assert isinstance(files, FileSent)
    assert (files.caption, files.files[0].origin) == ("t'es morte demain", origin)
    assert isinstance(words, Said)
    assert (words.text, words.origin) == ("/numeros", origin)


async def test_edits_and_withdrawals_are_told(scene: Scene) -> None:
    sent = scene.lea.write("tu es nul")
    scene.lea.edit(sent.message_id, "rien")
    scene.lea.edit(sent.message_id, "rien du tout")
    scene.lea.erase(sent.message_id)
    said, first, second, gone = scene.events
    assert isinstance(first, MessageEdited)
    assert isinstance(second, MessageEdited)
    assert [first.text, second.text] == ["rien", "rien du tout"]
    assert {first.message, second.message} == {sent.message_id}
    assert gone == MessageWithdrawn(id=f"discord:{ACCOUNT}:d{sent.id}", at=NOW, message=sent.message_id)
    assert len({said.id, first.id, second.id, gone.id}) == 4


async def test_preview_of_link_is_no_edit(scene: Scene) -> None:
    sent = scene.lea.write("https://exemple.fr")
    message = scene.lea.channel.messages[sent.message_id]
    scene.double.world.update(scene.lea.channel, message, {"embeds": []})
    assert len(scene.double.gateway.events) == 2
    assert [event.kind for event in scene.events] == ["said"]


async def test_what_discord_does_is_not_said(scene: Scene) -> None:
    """A preview it adds, and the note it writes in the person's name when they pin a message."""
    sent = scene.lea.write("https://exemple.fr")
    scene.lea.unfurl(sent.message_id)
    scene.lea.pin(sent.message_id)
    assert [event.kind for event in scene.events] == ["said"]


async def test_taps_say_what_was_chosen(scene: Scene) -> None:
    await scene.channel.say(scene.lea.channel.id, question("Où ?", "Ici", "Là"))
    scene.lea.press("Là")
    await scene.channel.say(scene.lea.channel.id, many_choices(12))
    scene.lea.choose("Choix 7")
    tapped, listed = [event for event in scene.events if isinstance(event, Chose)]
    assert (tapped.question, tapped.choice) == ("q7", "c1")
    assert (listed.question, listed.choice) == ("q8", "c7")


def many_choices(count: int) -> Say:
    choices = tuple(Choice(id=f"c{number}", label=f"Choix {number}") for number in range(count))
    return Say(id="e/2", text="Laquelle ?", choices=choices, question="q8")


async def test_command_of_menu_is_given(tmp_path: Path, library: Library) -> None:
    async with DiscordDouble() as double, room(tmp_path, library, double, listen=False) as made:
        await with_menu(made)
        lea = double.person()
        lea.command("numeros")
        [parsed] = events_of(double, made.channel)
        assert isinstance(parsed.event, CommandGiven)
        assert (parsed.event.name, parsed.address.external) == ("numeros", lea.channel.id)


async def test_servers_and_groups_are_nobody(tmp_path: Path, library: Library) -> None:
    async with DiscordDouble() as double, room(tmp_path, library, double, listen=False) as made:
        await with_menu(made)
        lea, max_ = double.person("Léa"), double.person("Max")
        lea.command("numeros", double.server())
        lea.command("effacer", double.group(lea, max_))
        lea.write("rien pour toi", double.server())
        assert [parsed.event for parsed in events_of(double, made.channel)] == [None, None, None]


async def test_own_words_are_not_heard(scene: Scene) -> None:
    await scene.channel.say(scene.lea.channel.id, question())
    assert [name for name, _ in scene.double.gateway.events] == ["MESSAGE_CREATE"]
    assert events_of(scene.double, scene.channel) == []


async def test_form_sends_its_files(scene: Scene) -> None:
    sent = [
        {"id": "5", "filename": "a.png", "size": 3, "content_type": "image/png", "url": "https://cdn.discordapp.com/a"}
    ]
    event = parsed(scene.channel, form(sent))
    assert isinstance(event, FileSent)
    assert [(file.reference, file.kind, file.message) for file in event.files] == [(sent[0]["url"], "photo", "")]
    assert parsed(scene.channel, form([])) is None


def form(attachments: list[dict[str, Any]]) -> dict[str, Any]:
    resolved = {"attachments": {one["id"]: one for one in attachments}}
    data = {"custom_id": "files", "components": [], "resolved": resolved}
    asked = {"id": "9", "type": 5, "token": "t", "application_id": "1", "context": 1, "channel_id": "3", "data": data}
    return {"op": 0, "t": "INTERACTION_CREATE", "s": 3, "d": asked}


def parsed(channel: DiscordChannel, told: dict[str, Any]) -> Event | None:
    update = read_frame(json.dumps(told), channel).update
    assert update is not None
    return channel.parse(update, NOW).event


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"null",
        b'{"t":"MESSAGE_CREATE","d":null}',
        b'{"t":"MESSAGE_CREATE","d":{"id":"1"}}',
        b'{"t":"MESSAGE_CREATE","d":{"id":true,"channel_id":"3"}}',
        b'{"t":"MESSAGE_DELETE","d":{"id":"1","channel_id":"\\u0661"}}',
        b'{"t":"INTERACTION_CREATE","d":{"id":"1","type":2}}',
        b"[" * 100_000,
    ],
)
async def test_nonsense_is_refused(scene: Scene, raw: bytes) -> None:
    assert update_id_of(raw)
    with pytest.raises((ValueError, RecursionError)):
        scene.channel.parse(Update("discord", ACCOUNT, "x", raw), NOW)


async def test_half_surrogates_are_refused(scene: Scene) -> None:
    scene.lea.write("x")
    _, payload = scene.double.gateway.events[-1]
    raw = json.dumps({"t": "MESSAGE_CREATE", "d": payload}).replace('"x"', '"\\ud800"').encode()
    with pytest.raises(ValueError, match="surrogates"):
        scene.channel.parse(Update("discord", ACCOUNT, "x", raw), NOW)


async def test_same_message_has_one_name(scene: Scene) -> None:
    """Told by the gateway, told again, or read back."""
    sent = scene.lea.write("salut")
    _, payload = scene.double.gateway.events[-1]
    names = {update_id_of(json.dumps({"t": "MESSAGE_CREATE", "d": payload, "s": n}).encode()) for n in (1, 9, None)}
    assert names == {f"m{sent.id}"}


async def test_events_survive_storage(scene: Scene) -> None:
    scene.lea.forward("mot", SENT, [Attached(b"1")])
    scene.lea.voice(b"1")
    sent = scene.lea.write("salut")
    scene.lea.erase(sent.message_id)
    await until(lambda: len(scene.events) == 4)
    assert all(EVENT.validate_json(event.model_dump_json()) == event for event in scene.events)
