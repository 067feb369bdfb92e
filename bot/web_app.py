"""The web application: the chat at `/`, the desk at `/desk`, a sign of life, and the walls around all of it."""

from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.desk import Desk
from bot.desk_exchange import Exchanges
from bot.desk_login import Door
from bot.web_chat import Chat
from bot.web_doors import Doors
from bot.web_files import Files
from bot.web_pages import Pages
from bot.web_papers import Collecting
from bot.web_parts import Parts, TooLong, from_script
from bot.web_security import Walls
from bot.web_sessions import Sessions
from conversations.errors import AppuiError
from storage.errors import StorageError

STATIC = Path(__file__).parent / "static"


def build_app(parts: Parts, extra: Sequence[BaseRoute] = ()) -> Starlette:
    """Everything mounted. `extra` are routes of messengers, which prove themselves otherwise (a webhook's secret).

    `parts.streams.close()` must be called before the server stops: open pages would hold it up.
    """
    pages, sessions = parts.pages(), Sessions(parts)
    chat, door = Chat(parts, pages, sessions), Door(parts, pages)
    desk = Desk(parts, pages, door)
    faults = Faults(parts, pages)
    routes: list[BaseRoute] = [
        *chat.routes(),
        *Doors(parts, pages, sessions).routes(),
        *Files(parts, sessions, chat).routes(),
        *_collecting(parts, pages, sessions, chat),
        *door.routes(),
        *desk.routes(),
        *Exchanges(parts, pages, door, desk).routes(),
        Route("/healthz", Health(parts).answer),
        Route("/refused", faults.refused),
        Mount("/static", StaticFiles(directory=STATIC)),
        *extra,
    ]
    outside = frozenset(route.path for route in extra if isinstance(route, Route))
    return Starlette(
        routes=routes,
        middleware=[Middleware(Walls, site=parts.site, outside=outside)],
        exception_handlers={
            HTTPException: faults.http,
            TooLong: faults.too_long,
            AppuiError: faults.broken,
            Exception: faults.broken,
        },
    )


def _collecting(parts: Parts, pages: Pages, sessions: Sessions, chat: Chat) -> list[Route]:
    return Collecting(parts, pages, sessions, chat, parts.papers).routes() if parts.papers else []


class Health:
    """Says ok or not, and nothing else."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def answer(self, _: Request) -> Response:
        try:
            await self._parts.store.read(lambda tx: tx.execute("SELECT 1").fetchone())
        except StorageError:
            return PlainTextResponse("not", HTTPStatus.SERVICE_UNAVAILABLE)
        return PlainTextResponse("ok")


class Faults:
    """What a page says when something did not work; never the words of an exception."""

    def __init__(self, parts: Parts, pages: Pages) -> None:
        self._parts = parts
        self._pages = pages

    async def http(self, request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else HTTPStatus.NOT_FOUND
        return self._say(request, "missing", status)

    async def refused(self, request: Request) -> Response:
        return self._say(request, "refused", HTTPStatus.FORBIDDEN)

    async def too_long(self, request: Request, _: Exception) -> Response:
        return self._say(request, "too_long", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)

    async def broken(self, request: Request, error: Exception) -> Response:
        """Nothing was kept: says so, with the number that answers. Needs no database."""
        structlog.get_logger().error("page_failed", error=error)
        return self._say(request, "broken", HTTPStatus.SERVICE_UNAVAILABLE)

    def _say(self, request: Request, what: str, status: int) -> Response:
        desk = request.scope.get("asked", request.url.path).startswith("/desk")
        words = self._pages.texts()(f"desk.{what}" if desk else f"web.{what}")
        if from_script(request):
            fragment = self._pages.render("problem.html", problem=self._with_number(words, what, desk))
            return HTMLResponse(fragment, status_code=status)
        if desk:
            return self._pages.page("desk_notice.html", status=status, problem=words, helper=None)
        numbers = [(self._pages.texts()("web.emergency"), self._emergency())] if what == "broken" else []
        return self._pages.page("notice.html", status=status, problem=words, numbers=numbers)

    def _with_number(self, words: str, what: str, desk: bool) -> str:
        if what != "broken" or desk:
            return words
        return f"{words} {self._pages.texts()('web.broken_now')} {self._emergency()}"

    def _emergency(self) -> str:
        service = self._parts.library.directory.line("", "emergency")
        return service.number if service else ""
