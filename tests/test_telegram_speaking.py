"""What is said arrives as plain words with the right buttons, and each refusal is told in our words."""

import pytest
from telegram import InlineKeyboardMarkup
from telegram_fixtures import open_channel, question

from bot.errors import ChannelBusy, ChannelError, ChannelRefused, PersonUnreachable, SettingsError
from bot.telegram_channel import TelegramChannel
from bot.telegram_client import BotApi
from bot.telegram_keyboard import keyboard
from conversations.effects import Choice, Say

FIXED = (Choice(id="numbers", label="Numéros"), Choice(id="back", label="Retour"))


def labels(markup: InlineKeyboardMarkup | None) -> list[list[str]]:
    assert markup is not None
    return [[button.text for button in row] for row in markup.inline_keyboard]


async def test_message_is_plain_and_silent() -> None:
    async with open_channel() as (double, channel):
        lea = double.person()
        lea.start()
        await channel.say(str(lea.id), question("*pas* <b>gras</b> https://3018.fr", "Oui", fixed=FIXED))
        (call,) = double.calls_of("sendMessage")
        assert lea.texts == ["*pas* <b>gras</b> https://3018.fr"]
        assert lea.buttons == ["Oui", "Numéros", "Retour"]
        assert call.params["disable_notification"] is True
        assert call.params["link_preview_options"] == {"is_disabled": True}
        assert not {"parse_mode", "protect_content", "entities"} & set(call.params)


async def test_urgent_message_makes_sound() -> None:
    async with open_channel() as (double, channel):
        lea = double.person()
        lea.start()
        await channel.say(str(lea.id), Say(id="e/1", text="112", urgent=True))
        (call,) = double.calls_of("sendMessage")
        assert call.params["disable_notification"] is False
        assert "reply_markup" not in call.params


def test_long_labels_stand_alone() -> None:
    shown = question("?", "Oui", "Non", "Je ne sais pas du tout", "Peut-être", fixed=FIXED)
    assert labels(keyboard(shown)) == [
        ["Oui", "Non"],
        ["Je ne sais pas du tout"],
        ["Peut-être"],
        ["Numéros", "Retour"],
    ]


def test_short_labels_pair_up() -> None:
    assert labels(keyboard(question("?", "A", "B", "C", "D", "E"))) == [["A", "B"], ["C", "D"], ["E"]]


def test_oversized_choice_is_refused() -> None:
    fits = Say(id="e", text="?", question="q" * 23, choices=(Choice(id="c" * 40, label="A"),))
    assert keyboard(fits) is not None
    with pytest.raises(ChannelRefused):
        keyboard(fits.model_copy(update={"question": "q" * 24}))


@pytest.mark.parametrize(
    ("code", "description", "kind"),
    [
        (400, "Bad Request: BUTTON_DATA_INVALID", ChannelRefused),
        (400, "Bad Request: chat not found", ChannelRefused),
        (403, "Forbidden: bot was blocked by the user", PersonUnreachable),
        (403, "FORBIDDEN: USER IS DEACTIVATED", PersonUnreachable),
        (401, "Unauthorized", ChannelBusy),
        (500, "Internal Server Error", ChannelBusy),
        (502, "Bad Gateway", ChannelBusy),
    ],
)
async def test_refusals_are_told_apart(code: int, description: str, kind: type[ChannelError]) -> None:
    async with open_channel() as (double, channel):
        lea = double.person()
        lea.start()
        double.refuse("sendMessage", code, description)
        with pytest.raises(kind) as told:
            await channel.say(str(lea.id), question("secret de Léa"))
        assert description not in str(told.value)
        assert not getattr(told.value, "flood", False)


async def test_flood_tells_how_long() -> None:
    async with open_channel() as (double, channel):
        lea = double.person()
        lea.start()
        double.refuse("sendMessage", 429, "Too Many Requests: retry after 17", retry_after=17)
        with pytest.raises(ChannelBusy) as told:
            await channel.say(str(lea.id), question())
        assert (told.value.flood, told.value.retry_after) == (True, 17.0)


@pytest.mark.parametrize("fault", ["drop", "garble"])
async def test_broken_connections_are_temporary(fault: str) -> None:
    async with open_channel() as (double, channel):
        lea = double.person()
        lea.start()
        getattr(double, fault)("sendMessage")
        with pytest.raises(ChannelBusy) as told:
            await channel.say(str(lea.id), question())
        assert not told.value.flood
        await channel.say(str(lea.id), question("encore"))
        assert lea.texts[-1] == "encore"


async def test_blocked_person_is_unreachable() -> None:
    async with open_channel() as (double, channel):
        lea = double.person()
        lea.start()
        lea.block()
        with pytest.raises(PersonUnreachable):
            await channel.say(str(lea.id), question())


async def test_withdrawing_removes_their_message() -> None:
    async with open_channel() as (double, channel):
        lea = double.person()
        sent = lea.write("efface ça")
        assert await channel.withdraw(str(lea.id), str(sent.message_id))
        assert lea.screen == []
        assert not await channel.withdraw(str(lea.id), str(sent.message_id))


async def test_old_message_stays() -> None:
    now = [1_000_000.0]
    async with open_channel(clock=lambda: now[0]) as (double, channel):
        lea = double.person()
        sent = lea.write("vieux")
        now[0] += 49 * 3600
        assert not await channel.withdraw(str(lea.id), str(sent.message_id))


async def test_wrong_token_is_for_the_operator() -> None:
    async with open_channel() as (double, channel):
        await channel.check_token()
        async with TelegramChannel(BotApi("777001:wrong", double.api_root)) as stranger:
            with pytest.raises(SettingsError) as told:
                await stranger.check_token()
        assert "telegram_token" in told.value.problems[0]
        assert "wrong" not in told.value.problems[0]


def test_addresses_follow_the_settings() -> None:
    assert BotApi("1:x").calls == "https://api.telegram.org/bot"
    assert BotApi("1:x").files == "https://api.telegram.org/file/bot"
    own = BotApi("1:x", "http://bots.example:8081/", "http://files.example/x/")
    assert (own.calls, own.files) == ("http://bots.example:8081/bot", "http://files.example/x/bot")
