"""What was made for a person is collected here: from its line in the chat, or once with a code given elsewhere.

Streamed from its sealed file, always as a download under a neutral name (FIL-09).
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from functools import partial
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from bot.channels import Outgoing
from bot.codes import tidy
from bot.papers import COLLECT, Papers, code_digest
from bot.web_attempts import Attempts
from bot.web_chat import Chat
from bot.web_pages import Pages
from bot.web_parts import Parts, form
from bot.web_sessions import Sessions, caller
from storage import papers as stored

TRIES_AN_HOUR = 5
TRIES_AN_HOUR_IN_ALL = 200
HOUR = timedelta(hours=1)


class Collecting:
    """The routes of downloads. Guesses of codes are counted per caller and in all, in memory."""

    def __init__(self, parts: Parts, pages: Pages, sessions: Sessions, chat: Chat, papers: Papers) -> None:
        self._parts, self._pages, self._sessions, self._chat = parts, pages, sessions, chat
        self._papers = papers
        self._tries = Attempts(TRIES_AN_HOUR, HOUR)
        self._tries_in_all = Attempts(TRIES_AN_HOUR_IN_ALL, HOUR)

    def routes(self) -> list[Route]:
        return [
            Route("/paper", self.paper, methods=["POST"]),
            Route(COLLECT, self.ask, methods=["GET"]),
            Route(COLLECT, self.collect, methods=["POST"]),
        ]

    async def paper(self, request: Request) -> Response:
        """A paper of this browser's own conversation, as often as it is wanted while it lies ready."""
        session = await self._sessions.of(request)
        wanted, now = (await form(request)).get("paper", ""), self._parts.clock()
        found = await self._parts.store.read(lambda tx: stored.ready(tx, wanted, now)) if session else None
        if session is None or found is None or found.person != session.address.person:
            return self._chat.problem(request, "web.paper_gone", HTTPStatus.GONE)
        return _download(self._papers.outgoing(found))

    async def ask(self, _: Request) -> Response:
        return self._pages.page("collect.html", problem="")

    async def collect(self, request: Request) -> Response:
        """The paper of a code; it is taken away with its last piece."""
        now = self._parts.clock()
        if self._tries.locked(caller(request), now) or self._tries_in_all.locked("", now):
            return self._again("web.code_locked", HTTPStatus.TOO_MANY_REQUESTS)
        code = tidy((await form(request)).get("code", ""))
        found = await self._parts.store.read(lambda tx: stored.ready_by_code(tx, code_digest(tx, code), now))
        if found is None:
            self._tries.wrong(caller(request), now)
            self._tries_in_all.wrong("", now)
            return self._again("web.collect_wrong", HTTPStatus.UNPROCESSABLE_ENTITY)
        return _download(self._papers.outgoing(found), partial(self._papers.forget, found))

    def _again(self, key: str, status: int) -> Response:
        return self._pages.page("collect.html", status=status, problem=self._pages.texts()(key))


def _download(file: Outgoing, before_the_end: Callable[[], Awaitable[None]] | None = None) -> Response:
    headers = {
        "content-disposition": f'attachment; filename="{file.name}"',
        "content-length": str(file.size),
    }
    return StreamingResponse(_pieces(file, before_the_end), media_type=file.mime, headers=headers)


async def _pieces(file: Outgoing, before_the_end: Callable[[], Awaitable[None]] | None) -> AsyncIterator[bytes]:
    """A download that breaks off can be begun again; once its last piece goes out it is over."""
    pieces = file.pieces()
    piece = await asyncio.to_thread(next, pieces, b"")
    while following := await asyncio.to_thread(next, pieces, b""):
        yield piece
        piece = following
    if before_the_end:
        await before_the_end()
    yield piece
