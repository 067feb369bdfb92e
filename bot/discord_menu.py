"""The slash commands, in the direct messages with the bot and wherever a person who installed it is in private."""

from collections.abc import Callable

from bot.commands import MENU
from bot.discord_channel import DiscordChannel
from bot.discord_message import Json

CHAT_INPUT = 1
BY_SERVER, BY_USER = 0, 1
IN_SERVER, WITH_BOT, IN_PRIVATE = 0, 1, 2


async def publish_menu(channel: DiscordChannel, text: Callable[[str], str]) -> None:
    """`text` gives the words of `menu.<command>`. The bot's name and picture stay as the operator chose them.

    Raises ChannelBusy, ChannelRefused; a bot without its menu works all the same, so a start goes on.
    """
    application = await channel.rest.call("GET", "/applications/@me")
    commands = [command(name, text(f"menu.{name}")) for name in MENU]
    await channel.rest.call(
        "PUT", "/applications/{application_id}/commands", commands, application_id=str(application["id"])
    )


def command(name: str, description: str) -> Json:
    """In a server it only tells that person how to write in private, so it may be seen there."""
    return {
        "name": name,
        "description": description,
        "type": CHAT_INPUT,
        "integration_types": [BY_SERVER, BY_USER],
        "contexts": [IN_SERVER, WITH_BOT, IN_PRIVATE],
    }
