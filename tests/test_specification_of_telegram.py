"""The double and the bot keep to the Bot API as published: what does not fails the test that did it."""

import json
from collections.abc import AsyncIterator

import httpx
import pytest
from telegram_double import TelegramDouble
from telegram_double_schema import SPECIFICATION, bot_api


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramDouble]:
    async with TelegramDouble() as double:
        double.person("Léa", user_id=5).start()
        yield double
        double.violations.clear()


async def post(telegram: TelegramDouble, method: str, **params: object) -> dict:
    async with httpx.AsyncClient() as client:
        return (await client.post(f"{telegram.api_url}{telegram.token}/{method}", json=params)).json()


@pytest.mark.parametrize(
    ("method", "params", "fault"),
    [
        ("sendMessage", {"chat_id": 5, "text": "a", "colour": "red"}, "sendMessage.colour: unknown parameter"),
        ("sendMessage", {"chat_id": 5}, "sendMessage.text: missing"),
        ("sendMessage", {"chat_id": 5, "text": 12}, "sendMessage.text: int is no String"),
        ("deleteMessage", {"chat_id": 5, "message_id": True}, "deleteMessage.message_id: bool is no Integer"),
        ("sendMessage", {"chat_id": 5, "text": "a", "reply_markup": {"inline_keyboard": [[{}]]}}, "text: missing"),
        ("getUpdates", {"allowed_updates": "message"}, "getUpdates.allowed_updates: str is no array"),
        ("sendPhoto", {"chat_id": 5, "photo": "attach://p"}, "no part for attach://p"),
        ("sendMesage", {"chat_id": 5, "text": "a"}, "knows no such method"),
    ],
)
async def test_wrong_requests_are_violations(telegram: TelegramDouble, method: str, params: dict, fault: str) -> None:
    answer = await post(telegram, method, **params)
    assert not answer["ok"]
    assert any(fault.lower() in violation.lower() for violation in telegram.violations), telegram.violations


async def test_violation_fails_the_test() -> None:
    with pytest.raises(AssertionError, match="unknown parameter"):
        async with TelegramDouble() as telegram:
            await post(telegram, "getMe", colour="red")


async def test_form_fields_are_typed(telegram: TelegramDouble) -> None:
    url = f"{telegram.api_url}{telegram.token}/sendMessage"
    async with httpx.AsyncClient() as client:
        good = await client.post(url, data={"chat_id": "5", "text": "12", "disable_notification": "true"})
        assert good.json()["result"]["text"] == "12"
        await client.post(url, data={"chat_id": "5", "text": "a", "disable_notification": "yes"})
    assert telegram.violations == ["sendMessage.disable_notification: no JSON value of type Boolean"]


@pytest.mark.parametrize(
    ("method", "answer"),
    [("getMe", {"id": 1, "is_bot": True}), ("sendMessage", True), ("getUpdates", [{"message": {}}]), ("getFile", None)],
)
def test_wrong_answers_are_faults(method: str, answer: object) -> None:
    assert bot_api().answer_faults(method, answer)


def test_origin_kinds_are_exclusive() -> None:
    hidden = {"type": "hidden_user", "date": 1, "sender_user_name": "Max"}
    assert not bot_api().faults("MessageOrigin", hidden, "origin")
    assert bot_api().faults("MessageOrigin", hidden | {"type": "user"}, "origin")
    assert bot_api().faults("MessageOrigin", hidden | {"sender_user_name": 3}, "origin")


@pytest.mark.parametrize(
    ("method", "params", "code", "description"),
    [
        ("sendMessage", {"chat_id": 5, "text": " "}, 400, "message text is empty"),
        ("sendMessage", {"chat_id": 5, "text": "a" * 4097}, 400, "message is too long"),
        ("sendMessage", {"chat_id": 6, "text": "a"}, 400, "chat not found"),
        ("answerCallbackQuery", {"callback_query_id": "9"}, 400, "query is too old"),
        ("getFile", {"file_id": "9"}, 400, "wrong file_id"),
        ("deleteMessage", {"chat_id": 5, "message_id": 99}, 400, "message to delete not found"),
        ("setMyCommands", {"commands": [{"command": "Aïe", "description": "b"}]}, 400, "BOT_COMMAND_INVALID"),
    ],
)
async def test_double_refuses_like_telegram(
    telegram: TelegramDouble, method: str, params: dict, code: int, description: str
) -> None:
    answer = await post(telegram, method, **params)
    assert (answer["ok"], answer["error_code"]) == (False, code)
    assert description in answer["description"]
    assert not telegram.violations


async def test_button_data_is_bounded(telegram: TelegramDouble) -> None:
    def keyboard(data: str) -> dict:
        return {"inline_keyboard": [[{"text": "a", "callback_data": data}]]}

    assert (await post(telegram, "sendMessage", chat_id=5, text="a", reply_markup=keyboard("é" * 32)))["ok"]
    answer = await post(telegram, "sendMessage", chat_id=5, text="a", reply_markup=keyboard("é" * 33))
    assert answer["description"] == "Bad Request: BUTTON_DATA_INVALID"


async def test_tokens_are_checked(telegram: TelegramDouble) -> None:
    async with httpx.AsyncClient() as client:
        assert (await client.get(f"{telegram.api_url}1:x/getMe")).status_code == 401
        assert (await client.get(f"{telegram.api_url}nonsense/getMe")).status_code == 404
        assert (await client.get(f"{telegram.file_url}1:x/photos/a")).status_code == 404


async def test_person_taps_only_what_is_there(telegram: TelegramDouble) -> None:
    lea = telegram.person(user_id=5)
    with pytest.raises(AssertionError, match="no button"):
        lea.tap("Oui")
    markup = {"inline_keyboard": [[{"text": "Oui", "callback_data": "q|yes"}]]}
    await post(telegram, "sendMessage", chat_id=5, text="Vraiment ?", reply_markup=markup)
    lea.tap("Oui")
    updates = (await post(telegram, "getUpdates"))["result"]
    assert updates[-1]["callback_query"]["data"] == "q|yes"


def test_specification_copy_keeps_notice() -> None:
    assert "PaulSonOfLars" in (SPECIFICATION.parent / "README.md").read_text(encoding="utf-8")
    assert json.loads(SPECIFICATION.read_text(encoding="utf-8"))["version"] == "Bot API 10.1"
