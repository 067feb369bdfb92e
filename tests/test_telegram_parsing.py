"""Whatever a person does on Telegram becomes the event it is, through real polling and the real client."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from telegram_double import TelegramDouble
from telegram_double_person import Person, origin_channel, origin_chat, origin_hidden, origin_user
from telegram_fixtures import NOW, open_channel, question, read, read_all

from bot.channels import Update
from bot.telegram_channel import TelegramChannel
from conversations.events import (
    EVENT,
    Chose,
    CommandGiven,
    FileSent,
    MessageEdited,
    PersonCameBack,
    PersonLeft,
    Said,
)

SENT = datetime(2026, 10, 3, 21, 15, tzinfo=UTC)


class Scene:
    def __init__(self, double: TelegramDouble, channel: TelegramChannel) -> None:
        self.double, self.channel = double, channel
        self.lea: Person = double.person("Léa")

    async def event_of(self, update_id: int):  # noqa: ANN201
        parsed = await read(self.double, self.channel, update_id)
        assert parsed.address.external == str(self.lea.id)
        assert (parsed.address.channel, parsed.address.account) == ("telegram", "777001")
        return parsed.event


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with open_channel(clock=SENT.timestamp) as (double, channel):
        yield Scene(double, channel)


async def test_words_are_said(scene: Scene) -> None:
    sent = scene.lea.write("on m'insulte\nen classe")
    event = await scene.event_of(sent.update_id)
    assert event == Said(
        id=f"telegram:777001:{sent.update_id}", at=NOW, text="on m'insulte\nen classe", message=str(sent.message_id)
    )


@pytest.mark.parametrize(
    ("written", "name", "rest"),
    [
        ("/numeros", "numeros", ""),
        ("/numeros@carnet_test_bot", "numeros", ""),
        ("/START abc", "start", "abc"),
        ("/stop  tout\nmaintenant ", "stop", "tout\nmaintenant"),
        ("/inconnue", "inconnue", ""),
    ],
)
async def test_commands_are_commands(scene: Scene, written: str, name: str, rest: str) -> None:
    event = await scene.event_of(scene.lea.write(written).update_id)
    assert isinstance(event, CommandGiven)
    assert (event.name, event.rest) == (name, rest)


@pytest.mark.parametrize("written", ["/", "/ numeros", "va sur /numeros", "/é", "//", "/" + "a" * 40])
async def test_other_slashes_are_words(scene: Scene, written: str) -> None:
    event = await scene.event_of(scene.lea.write(written).update_id)
    assert isinstance(event, Said)
    assert event.text == written


async def test_forwarded_command_is_words(scene: Scene) -> None:
    event = await scene.event_of(scene.lea.forward("/stop", origin_hidden("Max", 1)).update_id)
    assert isinstance(event, Said)


async def test_tap_gives_question_back(scene: Scene) -> None:
    scene.lea.start()
    await scene.channel.say(str(scene.lea.id), question("Tu es ?", "Élève", "Parent"))
    event = await scene.event_of(scene.lea.tap("Parent").update_id)
    assert isinstance(event, Chose)
    assert (event.question, event.choice) == ("q7", "parent")


async def test_edit_keeps_message_number(scene: Scene) -> None:
    sent = scene.lea.write("avant")
    event = await scene.event_of(scene.lea.edit(sent.message_id, "après").update_id)
    assert isinstance(event, MessageEdited)
    assert (event.message, event.text) == (str(sent.message_id), "après")


async def test_photo_is_largest_size(scene: Scene) -> None:
    event = await scene.event_of(scene.lea.photo(b"x" * 999, "regarde").update_id)
    assert isinstance(event, FileSent)
    (file,) = event.files
    assert scene.double.files[file.reference].content == b"x" * 999
    assert (file.kind, file.size, file.mime, event.caption) == ("photo", 999, "image/jpeg", "regarde")
    assert file.sent_at == SENT


async def test_document_keeps_name_and_kind(scene: Scene) -> None:
    event = await scene.event_of(scene.lea.document(b"%PDF", "insultes.pdf", "application/pdf").update_id)
    assert isinstance(event, FileSent)
    (file,) = event.files
    assert (file.name, file.mime, file.size, file.kind) == ("insultes.pdf", "application/pdf", 4, "document")


async def test_album_shares_one_group(scene: Scene) -> None:
    album = scene.lea.album([b"1", b"2", b"3"], "les trois")
    parts = await read_all(scene.double, scene.channel, [sent.update_id for sent in album])
    assert len({part.group for part in parts}) == 1
    assert parts[0].group
    assert [part.event.caption for part in parts if isinstance(part.event, FileSent)] == ["les trois", "", ""]


async def test_single_photo_has_no_group(scene: Scene) -> None:
    assert (await read(scene.double, scene.channel, scene.lea.photo(b"1").update_id)).group == ""


@pytest.mark.parametrize(
    ("act", "kind", "mime"),
    [
        ("voice", "voice", "audio/ogg"),
        ("video", "video", "video/mp4"),
        ("video_note", "video", "video/mp4"),
        ("audio", "audio", "audio/mpeg"),
        ("sticker", "sticker", "image/webp"),
        ("animation", "animation", "video/mp4"),
    ],
)
async def test_other_files_are_files(scene: Scene, act: str, kind: str, mime: str) -> None:
    event = await scene.event_of(getattr(scene.lea, act)(b"bytes").update_id)
    assert isinstance(event, FileSent)
    (file,) = event.files
    assert (file.kind, file.mime) == (kind, mime)


@pytest.mark.parametrize(
    ("origin", "kind", "author"),
    [
        (origin_user("Max", 1_700_000_000), "user", "Max"),
        (origin_hidden("M. Anonyme", 1_700_000_000), "hidden_user", "M. Anonyme"),
        (origin_chat("4e B", 1_700_000_000), "chat", "4e B"),
        (origin_channel("Ragots", 1_700_000_000), "channel", "Ragots"),
    ],
)
async def test_forward_keeps_author_and_date(scene: Scene, origin: dict, kind: str, author: str) -> None:
    words = await scene.event_of(scene.lea.forward("tu vas payer", origin).update_id)
    picture = await scene.event_of(scene.lea.photo(b"p", origin=origin).update_id)
    assert isinstance(words, Said)
    assert isinstance(picture, FileSent)
    assert words.origin == picture.files[0].origin
    assert words.origin is not None
    assert (words.origin.kind, words.origin.author) == (kind, author)
    assert words.origin.date == datetime.fromtimestamp(1_700_000_000, UTC)


async def test_blocking_and_return(scene: Scene) -> None:
    scene.lea.start()
    assert isinstance(await scene.event_of(scene.lea.block().update_id), PersonLeft)
    assert isinstance(await scene.event_of(scene.lea.unblock().update_id), PersonCameBack)


async def test_contact_is_answered_unread(scene: Scene) -> None:
    event = await scene.event_of(
        scene.lea.message({"contact": {"phone_number": "0600000000", "first_name": "Max"}}).update_id
    )
    assert isinstance(event, Said)
    assert event.text == ""
    assert "0600000000" not in EVENT.dump_json(event).decode()


async def test_service_message_is_nothing(scene: Scene) -> None:
    timer = {"message_auto_delete_timer_changed": {"message_auto_delete_time": 60}}
    assert await scene.event_of(scene.lea.message(timer).update_id) is None


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
async def test_groups_are_not_for_us(scene: Scene, kind: str) -> None:
    update = {
        "update_id": 1,
        "message": {
            "message_id": 1, "date": 1, "chat": {"id": -5, "type": kind, "title": "4e B"}, "text": "salut le bot",
            "from": {"id": 3, "is_bot": False, "first_name": "Max"},
        },
    }  # fmt: skip
    parsed = scene.channel.parse(Update("telegram", "777001", "1", json.dumps(update).encode()), NOW)
    assert (parsed.event, parsed.address.external) == (None, "-5")


@pytest.mark.parametrize("raw", [b"", b"[]", b"{}", b"null", b'{"update_id":1,"poll":{}}', b"\xff", b"[" * 5000])
def test_unreadable_updates_raise(raw: bytes) -> None:
    from bot.telegram_parse import parse

    with pytest.raises(Exception):  # noqa: B017 the contract is any exception
        parse(Update("telegram", "1", "1", raw), NOW)
