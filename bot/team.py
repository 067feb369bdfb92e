"""Tells the team's own space that somebody waits: one line without a word of anybody, with a button to claim.

Only accounts that a helper linked with a one-time code can claim; no word and no file of a person ever goes there.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal, NoReturn, Protocol

import structlog

from bot.claiming import Accept, claim
from bot.errors import ChannelError
from storage import handoffs, helpers, team
from storage.errors import StorageError
from storage.handoffs import Handoff
from storage.store import Store
from storage.team import Notice
from storage.transaction import Transaction

LOOK_SECONDS = 1.0
# A place that refuses us is asked again after so many looks.
REST_LOOKS = 60
TOKEN = 20
SEPARATOR = "|"
CLAIM = "claim"
Texts = Callable[..., str]


@dataclass(frozen=True, slots=True)
class TeamAct:
    """A helper tapped `claim` under a line, or sent the code that links an account. `user` is never logged."""

    kind: Literal["claim", "link"]
    channel: str
    user: str
    value: str


@dataclass(frozen=True, slots=True)
class Line:
    """What stands in the team's space. `token` names the button, empty where nothing is left to claim."""

    text: str
    token: str = ""


class Place(Protocol):
    """One group or channel of the team. `name` is the messenger's."""

    @property
    def name(self) -> str: ...

    async def post(self, line: Line) -> str:
        """Gives the messenger's id of the line. Raises ChannelError."""

    async def change(self, message: str, line: Line) -> None:
        """Replaces a line. Raises ChannelError."""


class Team:
    """Keeps the lines of all places true; answers what helpers do there."""

    def __init__(
        self, store: Store, accept: Accept, places: Sequence[Place], texts: Texts, clock: Callable[[], datetime]
    ) -> None:
        self._store, self._accept, self._places = store, accept, places
        self._texts, self._clock = texts, clock
        self._resting: dict[str, int] = {}

    async def run(self) -> NoReturn:
        while True:
            for place in self._places:
                await self._visit(place)
            await asyncio.sleep(LOOK_SECONDS)

    async def act(self, act: TeamAct) -> str:
        """Does it, and gives the words for the one who did it. Raises StorageError."""
        if act.kind == "link":
            return await self._link(act)
        helper = await self._store.read(lambda tx: team.helper_of(tx, act.channel, act.user))
        if helper is None:
            return self._texts("desk.team_unknown")
        handoff = await self._store.read(lambda tx: team.handoff_of(tx, act.value))
        ended = await claim(self._store, self._accept, handoff, helper, self._clock())
        return self._texts({"claimed": "desk.team_yours", "taken": "desk.taken"}.get(ended, "desk.team_over"))

    async def _link(self, act: TeamAct) -> str:
        now = self._clock()
        helper = await self._store.write(lambda tx: team.use_code(tx, act.value, act.channel, act.user, now))
        return self._texts("desk.team_linked", alias=helper.alias) if helper else self._texts("desk.team_wrong_code")

    async def _visit(self, place: Place) -> None:
        if self._resting.get(place.name, 0) > 0:
            self._resting[place.name] -= 1
            return
        try:
            await self._tell(place)
        except StorageError as error:
            structlog.get_logger().error("team_not_told", channel=place.name, error=error)
        except ChannelError as error:
            self._resting[place.name] = REST_LOOKS
            structlog.get_logger().error("team_not_told", channel=place.name, error=error)

    async def _tell(self, place: Place) -> None:
        fresh, ended = await self._store.read(lambda tx: _news(tx, place.name))
        for handoff, waiting in fresh:
            line = Line(self._waiting(handoff, waiting), token_of(handoff.id))
            notice = Notice(handoff.id, place.name, line.token, await place.post(line))
            await self._store.write(lambda tx, notice=notice: team.told(tx, notice))  # type: ignore[misc]
        for notice, alias in ended:
            words = self._texts("desk.team_taken", alias=alias) if alias else self._texts("desk.team_over")
            await place.change(notice.message, Line(words))
            await self._store.write(lambda tx, notice=notice: team.over(tx, notice))  # type: ignore[misc]

    def _waiting(self, handoff: Handoff, waiting: int) -> str:
        level = self._texts(f"desk.risk_{handoff.risk}")
        return self._texts("desk.team_waiting", level=level, count=waiting)


def token_of(handoff: str) -> str:
    """Short enough for every messenger's buttons; it says nothing of the request."""
    return sha256(handoff.encode()).hexdigest()[:TOKEN]


def data_of(token: str) -> str:
    """What the button under a line gives back."""
    return f"{CLAIM}{SEPARATOR}{token}"


def claimed_in(data: str) -> str:
    """The token of a tap on such a button; empty for any other."""
    name, _, token = data.partition(SEPARATOR)
    return token if name == CLAIM else ""


def _news(tx: Transaction, place: str) -> tuple[list[tuple[Handoff, int]], list[tuple[Notice, str]]]:
    """Requests to be told, with how many wait; lines that are over, with the first name of who took them."""
    waiting = handoffs.waiting(tx)
    open_lines = team.notices(tx, place)
    known = {notice.handoff for notice in open_lines}
    still = {one.id for one in waiting}
    ended = [(notice, _taker(tx, notice.handoff)) for notice in open_lines if notice.handoff not in still]
    return [(one, len(waiting)) for one in waiting if one.id not in known], ended


def _taker(tx: Transaction, handoff: str) -> str:
    found = handoffs.get(tx, handoff)
    helper = helpers.by_id(tx, found.helper) if found and found.helper else None
    return helper.alias if helper else ""
