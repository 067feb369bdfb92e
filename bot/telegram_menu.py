"""The commands Telegram shows beside the message field. Names and descriptions give nothing away on a lent phone."""

from collections.abc import Callable

from telegram import BotCommand, BotCommandScopeAllPrivateChats

from bot.commands import MENU
from bot.telegram_channel import TelegramChannel
from bot.telegram_client import told_as_channel_errors


async def publish_menu(channel: TelegramChannel, text: Callable[[str], str]) -> None:
    """`text` gives the words of `menu.<command>`. The bot's name and picture stay as the operator chose them.

    Raises ChannelBusy, ChannelRefused; a bot without its menu works all the same, so a start goes on.
    """
    commands = [BotCommand(name, text(f"menu.{name}")) for name in MENU]
    with told_as_channel_errors():
        await channel.client.set_my_commands(commands, scope=BotCommandScopeAllPrivateChats())
