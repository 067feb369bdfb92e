"""Into the desk and out of it: name, password and a second factor; slow to guess, short to last."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.desk_people import (
    FREE_FAILURES,
    LOCKED,
    Credentials,
    lock_after,
    locked,
    password_right,
    rehearsal_helper,
    totp_step,
)
from bot.web_attempts import Attempts
from bot.web_events import over, streamed
from bot.web_pages import Pages
from bot.web_parts import Parts, form
from bot.web_sessions import caller
from storage import helpers, sessions
from storage.helpers import Helper
from storage.transaction import Transaction

COOKIE = "desk"
IDLE = timedelta(minutes=15)
ABSOLUTE = timedelta(hours=8)
TRIES_OF_A_CALLER = 30


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The helper who asks, and the token of their session."""

    helper: Helper
    token: str


Signed = Callable[[Request, SignedIn], Awaitable[Response]]


class Door:
    """Who may come in. One password is checked at a time: each takes 128 MiB."""

    def __init__(self, parts: Parts, pages: Pages) -> None:
        self._parts = parts
        self._pages = pages
        self._one_at_a_time = asyncio.Semaphore(1)
        self._names = Attempts(FREE_FAILURES, LOCKED)
        self._callers = Attempts(TRIES_OF_A_CALLER, LOCKED)

    def routes(self) -> list[Route]:
        return [
            Route("/desk/sign-in", self.ask, methods=["GET"]),
            Route("/desk/sign-in", self.sign_in, methods=["POST"]),
            Route("/desk/sign-out", self.sign_out, methods=["POST"]),
            Route("/desk/once/{token}", self.ask_once, methods=["GET"]),
            Route("/desk/once", self.once, methods=["POST"]),
        ]

    def only(self, handler: Signed, active: bool = True) -> Callable[[Request], Awaitable[Response]]:
        """The handler, for helpers who are signed in; everyone else is shown the way in, whatever they asked for."""

        async def endpoint(request: Request) -> Response:
            who = await self.who(request, active)
            if who is not None:
                return await handler(request, who)
            if request.url.path.endswith("/stream"):
                return streamed(over())
            if request.method == "POST":
                return self._again("desk.signed_out", HTTPStatus.UNAUTHORIZED)
            return RedirectResponse("/desk/sign-in", HTTPStatus.SEE_OTHER)

        return endpoint

    async def who(self, request: Request, active: bool = True) -> SignedIn | None:
        """The helper of this session, None where it is over. What a page does by itself is not `active`."""
        token = request.cookies.get(self._parts.site.cookie(COOKIE), "")
        now = self._parts.clock()
        helper = await self._parts.store.read(lambda tx: _helper(tx, token, now)) if token else None
        if helper is None:
            return None
        signed_in = SignedIn(helper, token)
        if active:
            await self.seen(signed_in)
        return signed_in

    async def seen(self, who: SignedIn) -> None:
        """A person did something: the session lasts a quarter of an hour from now."""
        now = self._parts.clock()
        await self._parts.store.write(lambda tx: sessions.seen_desk(tx, who.token, now))

    async def ask(self, request: Request) -> Response:
        if await self.who(request, active=False):
            return RedirectResponse("/desk", HTTPStatus.SEE_OTHER)
        return self._pages.page("desk_login.html", helper=None, problem="")

    async def sign_in(self, request: Request) -> Response:
        fields = await form(request)
        given = Credentials(fields.get("name", "").strip(), fields.get("password", ""), fields.get("totp", ""))
        now = self._parts.clock()
        if self._names.locked(given.name, now) or self._callers.locked(caller(request), now):
            return self._again("desk.locked", HTTPStatus.TOO_MANY_REQUESTS)
        token = await self._checked(given, now)
        if not token:
            self._names.wrong(given.name, now)
            self._callers.wrong(caller(request), now)
            return self._again("desk.wrong", HTTPStatus.UNAUTHORIZED)
        self._names.right(given.name)
        return await self._let_in(request, token)

    async def sign_out(self, request: Request) -> Response:
        """Ends the session and the presence; the browser forgets what it kept of the desk."""
        signed_in = await self.who(request, active=False)
        if signed_in:
            await self._parts.store.write(lambda tx: _leave(tx, signed_in))
        response = RedirectResponse("/desk/sign-in", HTTPStatus.SEE_OTHER)
        self._put(response, "")
        response.headers["clear-site-data"] = '"cache"'
        return response

    async def ask_once(self, request: Request) -> Response:
        """Opening a link changes nothing; the button on this page does."""
        return self._pages.page("desk_once.html", helper=None, token=request.path_params["token"])

    async def once(self, request: Request) -> Response:
        token, now, text = (await form(request)).get("token", ""), self._parts.clock(), self._pages.texts()

        def job(tx: Transaction) -> str:
            if not self._parts.rehearsal or not sessions.use_link(tx, token, now):
                return ""
            helper = rehearsal_helper(tx, text("desk.once_name"), text("desk.once_alias"), now)
            return sessions.begin_desk(tx, helper, now)

        session = await self._parts.store.write(job)
        if not session:
            return self._again("desk.once_used", HTTPStatus.FORBIDDEN)
        return await self._let_in(request, session)

    async def _checked(self, given: Credentials, now: datetime) -> str:
        """The token of a new session, empty where anything was wrong; all of it is checked each time."""
        known = await self._parts.store.read(lambda tx: helpers.by_name(tx, given.name))
        async with self._one_at_a_time:
            right = await asyncio.to_thread(password_right, known, given.password)
        if known is None:
            return ""
        step = totp_step(known, given.totp, now)
        free = right and step > 0 and not known.disabled and not locked(known, now)
        return await self._parts.store.write(lambda tx: _settle(tx, known, step if free else 0, now))

    async def _let_in(self, request: Request, token: str) -> Response:
        """A session from before the sign-in ends: whoever knew its token knows nothing now."""
        before = request.cookies.get(self._parts.site.cookie(COOKIE), "")
        if before:
            await self._parts.store.write(lambda tx: sessions.end_desk(tx, before))
        response = RedirectResponse("/desk", HTTPStatus.SEE_OTHER)
        self._put(response, token)
        return response

    def _again(self, key: str, status: int) -> Response:
        problem = self._pages.texts()(key)
        return self._pages.page("desk_login.html", status=status, helper=None, problem=problem)

    def _put(self, response: Response, token: str) -> None:
        site = self._parts.site
        response.set_cookie(
            site.cookie(COOKIE),
            token,
            max_age=None if token else 0,
            path="/",
            secure=site.https,
            httponly=True,
            samesite="strict",
        )


def _helper(tx: Transaction, token: str, now: datetime) -> Helper | None:
    number = sessions.desk_helper(tx, token, now, IDLE, ABSOLUTE)
    helper = helpers.by_id(tx, number) if number else None
    return helper if helper and not helper.disabled else None


def _settle(tx: Transaction, known: Helper, step: int, now: datetime) -> str:
    """Uses up the second factor and opens the session, or counts a failure."""
    if step and helpers.signed_in(tx, known.id, step):
        return sessions.begin_desk(tx, known.id, now)
    helpers.failed(tx, known.id, lock_after(known, now))
    return ""


def _leave(tx: Transaction, who: SignedIn) -> None:
    helpers.present(tx, who.helper.id, None)
    sessions.end_desk(tx, who.token)
