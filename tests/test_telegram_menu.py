"""The menu is the five neutral commands, in the words of the packs."""

import pytest
from telegram_fixtures import open_channel

from bot.errors import ChannelBusy
from bot.packs import read_packs
from bot.telegram_menu import MENU, publish_menu
from conversations.library import Library

NOT_NEUTRAL = ("harc", "police", "suicide", "danger", "victime", "urgence", "appui")


async def test_menu_is_published() -> None:
    async with open_channel() as (double, channel):
        await publish_menu(channel, lambda key: f"texte de {key}")
        (commands,) = double.commands.values()
        assert [command["command"] for command in commands] == [
            *("numeros", "relais", "donnees", "notes", "stop", "effacer")
        ]
        assert commands[0]["description"] == "texte de menu.numeros"
        assert list(double.commands) == ["all_private_chats/"]
        assert not double.calls_of("setMyName")


async def test_absent_telegram_is_told() -> None:
    async with open_channel() as (double, channel):
        double.refuse("setMyCommands", 502)
        with pytest.raises(ChannelBusy):
            await publish_menu(channel, str)


def test_words_give_nothing_away() -> None:
    library = Library.from_files(read_packs())
    for command in MENU:
        words = library.texts.render(f"menu.{command}", "fr", "tu", {})
        assert 1 <= len(words) <= 256
        assert not [word for word in NOT_NEUTRAL if word in f"{command} {words}".casefold()]
