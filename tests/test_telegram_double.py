"""The double behaves as Telegram does towards the real client, so that other tests may believe it."""

from collections.abc import AsyncIterator

import httpx
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError
from telegram_double import TelegramDouble, double_in_thread
from telegram_double_person import Person
from telegram_fixtures import api_of

from bot.telegram_client import make_client


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramDouble]:
    async with TelegramDouble() as double:
        yield double


@pytest.fixture
async def bot(telegram: TelegramDouble) -> AsyncIterator[Bot]:
    async with make_client(api_of(telegram)) as client:
        yield client


@pytest.fixture
def lea(telegram: TelegramDouble) -> Person:
    person = telegram.person("Léa")
    person.start()
    return person


async def test_offset_confirms_what_precedes(telegram: TelegramDouble, bot: Bot, lea: Person) -> None:
    first, second = lea.write("un"), lea.write("deux")
    assert len(await bot.get_updates()) == len(await bot.get_updates()) == 3
    (left,) = await bot.get_updates(offset=second.update_id)
    assert left.update_id == second.update_id
    assert first.update_id in telegram.acknowledged
    assert second.update_id not in telegram.acknowledged


async def test_negative_offset_keeps_the_last(telegram: TelegramDouble, bot: Bot, lea: Person) -> None:
    ids = [lea.write(str(number)).update_id for number in range(5)]
    assert [update.update_id for update in await bot.get_updates(offset=-2)] == ids[-2:]
    assert set(ids[:-2]) <= telegram.acknowledged


async def test_asked_kinds_are_remembered(bot: Bot, lea: Person) -> None:
    await bot.get_updates(allowed_updates=["message"])
    lea.block()
    lea.unblock()
    lea.write("après")
    assert [update.message.text for update in await bot.get_updates() if update.message] == ["/start", "après"]
    assert len(await bot.get_updates()) == 2


async def test_webhook_excludes_polling(bot: Bot) -> None:
    await bot.set_webhook("https://example.org/hook", secret_token="abc", max_connections=7)
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    info = await bot.get_webhook_info()
    assert (info.url, info.max_connections) == ("https://example.org/hook", 7)
    await bot.delete_webhook()
    assert await bot.get_updates() == ()


async def test_album_of_the_bot_is_one_group(bot: Bot, lea: Person) -> None:
    media = [InputMediaPhoto(b"un", caption="les deux"), InputMediaPhoto(b"deux")]
    first, second = await bot.send_media_group(lea.id, media)
    assert first.media_group_id == second.media_group_id
    assert lea.texts == ["les deux", ""]


async def test_files_go_round(bot: Bot, lea: Person) -> None:
    sent = await bot.send_document(lea.id, b"octets", filename="dossier.pdf", caption="voici")
    assert sent.document
    file = await bot.get_file(sent.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"octets"
    assert sent.document.file_name == "dossier.pdf"


async def test_large_uploads_are_refused(bot: Bot, lea: Person) -> None:
    with pytest.raises(NetworkError, match="Request Entity Too Large"):
        await bot.send_photo(lea.id, bytes((10 << 20) + 1))


async def test_editing_needs_a_change(bot: Bot, lea: Person) -> None:
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Oui", callback_data="q|yes")]])
    sent = await bot.send_message(lea.id, "avant", reply_markup=markup)
    await bot.edit_message_text("après", lea.id, sent.message_id, reply_markup=markup)
    assert lea.buttons == ["Oui"]
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_text("après", lea.id, sent.message_id, reply_markup=markup)
    await bot.edit_message_reply_markup(lea.id, sent.message_id)
    assert lea.buttons == []


async def test_deleting_many_skips_unknown(bot: Bot, lea: Person) -> None:
    kept, gone = lea.write("garde"), lea.write("efface")
    assert await bot.delete_messages(lea.id, [gone.message_id, 99_999])
    assert kept.message_id in [message["message_id"] for message in lea.screen]
    assert gone.message_id not in [message["message_id"] for message in lea.screen]


async def test_strangers_cannot_be_written_to(telegram: TelegramDouble, bot: Bot) -> None:
    silent = telegram.person()
    with pytest.raises(Forbidden, match="initiate"):
        await bot.send_message(silent.id, "coucou")


async def test_deactivated_account_is_forbidden(bot: Bot, lea: Person) -> None:
    lea.leave_telegram()
    with pytest.raises(Forbidden, match="deactivated"):
        await bot.send_message(lea.id, "coucou")


async def test_other_methods_answer(bot: Bot, lea: Person) -> None:
    assert await bot.send_chat_action(lea.id, "typing")
    assert (await bot.get_chat(lea.id)).first_name == "Léa"
    copied = await bot.copy_message(lea.id, lea.id, lea.write("recopie").message_id)
    assert lea.texts == ["recopie"]
    assert copied.message_id == lea.heard[-1]["message_id"]
    topic = await bot.create_forum_topic(lea.id, "dossier")
    assert await bot.close_forum_topic(lea.id, topic.message_thread_id)


async def test_lost_answer_was_done(telegram: TelegramDouble, bot: Bot, lea: Person) -> None:
    telegram.drop("sendMessage", after=True)
    with pytest.raises(NetworkError):
        await bot.send_message(lea.id, "une fois")
    assert lea.texts == ["une fois"]
    telegram.drop("sendMessage")
    with pytest.raises(NetworkError):
        await bot.send_message(lea.id, "jamais")
    assert lea.texts == ["une fois"]


@pytest.mark.parametrize("form", ["query", "form", "json"])
async def test_parameters_come_in_any_form(telegram: TelegramDouble, lea: Person, form: str) -> None:
    params = {"chat_id": lea.id, "text": "coucou"}
    url = f"{telegram.api_url}{telegram.token}/sendMessage"
    async with httpx.AsyncClient() as client:
        match form:
            case "query":
                answer = await client.get(url, params=params)
            case "form":
                answer = await client.post(url, data=params)
            case _:
                answer = await client.post(url, json=params)
    assert answer.json()["result"]["text"] == "coucou"


def test_double_runs_in_a_thread() -> None:
    with double_in_thread() as telegram:
        lea = telegram.person()
        lea.start()
        url = f"{telegram.api_url}{telegram.token}/sendMessage"
        httpx.post(url, json={"chat_id": lea.id, "text": "salut"})
        assert lea.hears_now()[0]["text"] == "salut"
    with pytest.raises(AssertionError, match="unknown parameter"), double_in_thread() as telegram:
        httpx.get(f"{telegram.api_url}{telegram.token}/getMe", params={"colour": "red"})
