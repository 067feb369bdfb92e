"""The team's channel on Discord: a line with its buttons, and what helpers do there and in private."""

from bot.commands import team_code
from bot.discord_channel import MESSAGES, DiscordChannel
from bot.discord_message import ACTION_ROW, BUTTON, NO_PREVIEW, PRIMARY, Json, nonce_of, plain
from bot.discord_parse import COMPONENT, MESSAGE, Interaction
from bot.team import Line, TeamAct, Texts, claimed_in, data_of

LINK = 5


class DiscordTeam:
    """A channel of a server in which the bot may write. `desk` is empty where the desk has no public address."""

    name = "discord"

    def __init__(self, channel: DiscordChannel, place: str, texts: Texts, desk: str) -> None:
        self._channel, self._place, self._texts, self._desk = channel, place, texts, desk

    async def post(self, line: Line) -> str:
        body = self._body(line) | {"nonce": nonce_of(line.token), "enforce_nonce": True}
        sent = await self._channel.rest.call("POST", MESSAGES, body, channel_id=self._place)
        return str(sent["id"])

    async def change(self, message: str, line: Line) -> None:
        path = MESSAGES + "/{message_id}"
        await self._channel.rest.call("PATCH", path, self._body(line), channel_id=self._place, message_id=message)

    def _body(self, line: Line) -> Json:
        row: list[Json] = []
        if line.token:
            claim = {"style": PRIMARY, "label": self._texts("desk.claim"), "custom_id": data_of(line.token)}
            row.append({"type": BUTTON, **claim})
        if self._desk:
            row.append({"type": BUTTON, "style": LINK, "label": self._texts("desk.team_open"), "url": self._desk})
        return {
            "content": plain(line.text),
            "flags": NO_PREVIEW,
            "allowed_mentions": {"parse": []},
            "components": [{"type": ACTION_ROW, "components": row}] if row else [],
        }


def claim_of(asked: Interaction) -> TeamAct | None:
    """A tap on the button under a line of the team."""
    token = claimed_in(asked.data.custom_id) if asked.type == COMPONENT and not asked.private else ""
    user = asked.tapped_by
    return TeamAct("claim", "discord", user, token) if token and user else None


def link_of(name: str, message: Json) -> tuple[TeamAct, str] | None:
    """The code of a helper in a direct message, and the channel to answer in."""
    text, author = message.get("content"), message.get("author")
    code = team_code(text) if name == MESSAGE and isinstance(text, str) and "guild_id" not in message else ""
    if not code or not isinstance(author, dict):
        return None
    return TeamAct("link", "discord", str(author.get("id")), code), str(message.get("channel_id"))
