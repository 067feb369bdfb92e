"""Ways in and out of the chat: leave in a hurry, come back, a code for another device."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.web_pages import Pages
from bot.web_parts import Parts, form
from bot.web_sessions import KEPT, LATER, OPEN, Sessions


class Doors:
    """The routes that open and close a session."""

    def __init__(self, parts: Parts, pages: Pages, sessions: Sessions) -> None:
        self._parts = parts
        self._pages = pages
        self._sessions = sessions

    def routes(self) -> list[Route]:
        return [
            Route("/quit", self.quit, methods=["POST"]),
            Route("/cover", self.cover),
            Route("/continue", self.go_on, methods=["POST"]),
            Route("/code", self.code, methods=["POST"]),
            Route("/resume", self.ask_code, methods=["GET"]),
            Route("/resume", self.resume, methods=["POST"]),
        ]

    async def quit(self, request: Request) -> Response:
        """Shows a lesson in place of the messages. With a code the session is over; without, it waits behind a veil.

        Works while the store does not: the browser forgets its cookie whatever happens here.
        """
        response = RedirectResponse("/cover", HTTPStatus.SEE_OTHER)
        cookie = self._parts.site.cookie
        token = request.cookies.get(cookie(OPEN)) or request.cookies.get(cookie(LATER), "")
        has_code = bool(request.cookies.get(cookie(KEPT)))
        self._sessions.put(response, OPEN, "")
        self._sessions.put(response, LATER, "" if has_code else token)
        self._sessions.put(response, KEPT, "")
        response.headers["clear-site-data"] = '"cache"'
        if has_code:
            await self._sessions.end(request)
        return response

    async def cover(self, _: Request) -> Response:
        return self._pages.page("cover.html")

    async def go_on(self, request: Request) -> Response:
        """Takes the veil away."""
        response = RedirectResponse("/", HTTPStatus.SEE_OTHER)
        session = await self._sessions.of(request, LATER)
        if session:
            self._sessions.put(response, OPEN, session.token)
        self._sessions.put(response, LATER, "")
        return response

    async def code(self, request: Request) -> Response:
        session = await self._sessions.of(request)
        if session is None:
            return RedirectResponse("/", HTTPStatus.SEE_OTHER)
        response = self._pages.page("code.html", code=await self._sessions.give_code(session))
        self._sessions.put(response, KEPT, "1")
        return response

    async def ask_code(self, _: Request) -> Response:
        return self._pages.page("resume.html", problem="")

    async def resume(self, request: Request) -> Response:
        """Opens the conversation of a code, or says that it does not; five wrong ones, then an hour of silence."""
        if self._sessions.locked(request):
            return self._again("web.code_locked", HTTPStatus.TOO_MANY_REQUESTS)
        session = await self._sessions.resume(request, (await form(request)).get("code", ""))
        if session is None:
            return self._again("web.code_wrong", HTTPStatus.UNPROCESSABLE_ENTITY)
        await self._sessions.end(request)
        response = RedirectResponse("/", HTTPStatus.SEE_OTHER)
        self._sessions.put(response, OPEN, session.token)
        self._sessions.put(response, LATER, "")
        self._sessions.put(response, KEPT, "1")
        return response

    def _again(self, key: str, status: int) -> Response:
        return self._pages.page("resume.html", status=status, problem=self._pages.texts()(key))
