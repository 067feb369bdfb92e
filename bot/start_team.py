"""The team's own spaces as a part of the running program."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from bot.claiming import Accept
from bot.errors import SettingsError
from bot.settings import Settings
from bot.supervise import Part
from bot.team import Place, Team, Texts
from conversations.library import Library
from storage.store import Store

if TYPE_CHECKING:
    from bot.discord_channel import DiscordChannel
    from bot.start_discord import Discord
    from bot.telegram_channel import TelegramChannel


def team_parts(
    settings: Settings,
    telegram: "TelegramChannel | None",
    discord: "tuple[DiscordChannel, Discord] | None",
    store: Store,
    accept: Accept,
    library: Library,
    clock: Callable[[], datetime],
) -> list[Part]:
    """Empty where the settings name no space. Raises SettingsError for a space on a messenger that is not set up."""
    _check(settings)
    texts, desk = _texts_of(library), f"{settings.public_url}/desk" if settings.public_url else ""
    places: list[Place] = []
    team = Team(store, accept, places, texts, clock)
    if telegram is not None and settings.team_telegram_chat:
        from bot.telegram_team import TelegramTeam, listen

        places.append(TelegramTeam(telegram, settings.team_telegram_chat, texts, desk))
        listen(telegram, team.act)
    if discord is not None and settings.team_discord_channel:
        from bot.discord_team import DiscordTeam

        places.append(DiscordTeam(discord[0], settings.team_discord_channel, texts, desk))
        discord[1].team_acts_by(team.act)
    return [Part("team", team.run)] if places else []


def _check(settings: Settings) -> None:
    problems = []
    if settings.team_telegram_chat and not settings.telegram_token.get_secret_value():
        problems.append("team_telegram_chat names a group, but telegram_token is empty.")
    if settings.team_discord_channel and not settings.discord_token.get_secret_value():
        problems.append("team_discord_channel names a channel, but discord_token is empty.")
    if problems:
        raise SettingsError(problems)


def _texts_of(library: Library) -> Texts:
    def text(key: str, **slots: str | int) -> str:
        return library.texts.render(key, "fr", "vous", slots)

    return text
