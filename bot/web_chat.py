"""The browser chat: one page, a few forms, one stream. What a form sends is stored before the page says so."""

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator
from datetime import datetime
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.web_channel import ACCOUNT, NAME, Sent
from bot.web_events import SILENCE, event, over, streamed
from bot.web_lines import View, label_of, view
from bot.web_pages import Pages
from bot.web_parts import Parts, TooLong, form, from_script
from bot.web_sessions import KEPT, LATER, OPEN, Session, Sessions
from storage import pending, transcripts
from storage import sessions as stored_sessions
from storage.transaction import Transaction

QUIET_SECONDS = 15.0
ANSWER_LOOKS, ANSWER_SECONDS = 40, 0.05
TEXT_CHARACTERS = 150_000
TOKEN_CHARACTERS = 80


class Chat:
    """The routes of the person's side."""

    def __init__(self, parts: Parts, pages: Pages, sessions: Sessions) -> None:
        self._parts = parts
        self._pages = pages
        self._sessions = sessions

    def routes(self) -> list[Route]:
        return [
            Route("/", self.page),
            Route("/stream", self.stream),
            Route("/start", self.start, methods=["POST"]),
            Route("/say", self.say, methods=["POST"]),
            Route("/choose", self.choose, methods=["POST"]),
            Route("/command", self.command, methods=["POST"]),
            Route("/announce", self.announce, methods=["POST"]),
        ]

    async def page(self, request: Request) -> Response:
        """The conversation of this browser, or the first page where there is none."""
        session = await self._sessions.of(request)
        shown = await self._view(session, 0) if session else None
        if shown is None:
            veiled = await self._sessions.of(request, LATER) is not None
            return self._pages.page("welcome.html", veiled=veiled, nonce=nonce())
        return self._pages.page(
            "chat.html",
            register=shown.register,
            lines=shown.rows,
            last=shown.last,
            files_open=shown.files_open,
            nonce=nonce(),
            problem="",
            swapped=False,
        )

    async def start(self, request: Request) -> Response:
        fields = await form(request)
        return await self.take(request, Sent(external="", kind="command", text="start"), fields.get("nonce", ""))

    async def say(self, request: Request) -> Response:
        fields = await form(request)
        text = fields.get("text", "")
        if not text.strip():
            return self.problem(request, "web.empty", HTTPStatus.UNPROCESSABLE_ENTITY)
        if len(text) > TEXT_CHARACTERS:
            raise TooLong
        sent = Sent(external="", kind="said", text=text.replace("\r\n", "\n"))
        return await self.take(request, sent, fields.get("nonce", ""), shown=sent.text)

    async def choose(self, request: Request) -> Response:
        fields = await form(request)
        choice, question = fields.get("choice", "")[:TOKEN_CHARACTERS], fields.get("question", "")[:TOKEN_CHARACTERS]
        row = int(fields["row"]) if fields.get("row", "").isdecimal() else 0
        once = f"row-{row}" if row else fields.get("nonce", "")
        sent = Sent(external="", kind="chose", text=choice, question=question)
        return await self.take(request, sent, once, row=row)

    async def command(self, request: Request) -> Response:
        fields = await form(request)
        name = fields.get("name", "")[:TOKEN_CHARACTERS].lower()
        return await self.take(request, Sent(external="", kind="command", text=name), fields.get("nonce", ""))

    async def announce(self, request: Request) -> Response:
        return await self.take(request, Sent(external="", kind="announced"), "")

    async def take(self, request: Request, sent: Sent, once: str, shown: str = "", row: int = 0) -> Response:
        """Stores what a page sent, then says so. `once` makes a second sending of the same form a repetition."""
        session = await self._sessions.of(request)
        begun = session or await self._sessions.begin()
        external = begun.address.external
        sent = sent.model_copy(update={"external": external})
        update = sent.update(update_id(external, once or nonce(), sent))
        now = self._parts.clock()
        line_id = f"{NAME}:{ACCOUNT}:{update.update_id}"
        await self._parts.store.write(lambda tx: _show(tx, begun, line_id, shown, row, sent.text, now))
        await self._parts.accept([update])
        self._parts.streams.wake(external)
        if not from_script(request):
            await self._answered(begun)
        response = self.receipt(request)
        if session is None:
            self._sessions.put(response, OPEN, begun.token)
            self._sessions.put(response, LATER, "")
            self._sessions.put(response, KEPT, "")
        return response

    async def _answered(self, session: Session) -> None:
        """A page without scripts is read once: it waits for the answer, for a moment."""
        for _ in range(ANSWER_LOOKS):
            if not await self._parts.store.read(lambda tx: pending.words(tx, session.address.id)):
                return
            await asyncio.sleep(ANSWER_SECONDS)

    async def stream(self, request: Request) -> Response:
        """New rows as they come, each with its number, so that a page that comes back misses none."""
        session = await self._sessions.of(request)
        if session is None:
            return streamed(over())
        opened = request.query_params.get("open") == "yes"
        rows = self._rows(session.address.external, session.address.key, last_seen(request), opened)
        return streamed(rows)

    async def _rows(self, external: str, key: str, after: int, opened: bool) -> AsyncIterator[str]:
        with self._parts.streams.listening(external) as signal:
            yield SILENCE
            while not signal.over:
                shown = await self._seen(external, after)
                if shown is None or shown.key != key:
                    yield event(name="over")
                    return
                changed = shown.files_open is not opened
                if shown.rows or changed:
                    yield event(self._fragment(shown, changed), str(shown.last))
                    opened, after = shown.files_open, shown.last
                if not await signal.wait(QUIET_SECONDS):
                    yield SILENCE

    async def _view(self, session: Session, after: int) -> View | None:
        return await self._seen(session.address.external, after)

    async def _seen(self, external: str, after: int) -> View | None:
        now = self._parts.clock()
        return await self._parts.store.read(lambda tx: view(tx, external, NAME, ACCOUNT, after, now))

    def _fragment(self, shown: View, changed: bool) -> str:
        return self._pages.render(
            "swap.html", shown.register, lines=shown.rows, files_open=shown.files_open, swapped=changed
        )

    def receipt(self, request: Request) -> Response:
        """What the page reads once its form is stored; without scripts, the page itself, at its end."""
        if from_script(request):
            return HTMLResponse(self.words("web.received"))
        return RedirectResponse("/#end", HTTPStatus.SEE_OTHER)

    def words(self, key: str) -> str:
        return self._pages.texts()(key)

    def problem(self, request: Request, key: str, status: int) -> Response:
        """A sentence that says what did not work, as a fragment or as a page."""
        words = self.words(key)
        if from_script(request):
            return HTMLResponse(self._pages.render("problem.html", problem=words), status_code=status)
        return self._pages.page("notice.html", status=status, problem=words, numbers=())


def update_id(external: str, once: str, sent: Sent) -> str:
    """The same form sent twice gives the same id, and the inbox keeps it once."""
    parts = (external, once, sent.kind, sent.text, sent.question)
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def nonce() -> str:
    return secrets.token_urlsafe(16)


def last_seen(request: Request) -> int:
    """The number of the last row this page has: a reconnecting stream says it in a header, a new one in its address."""
    said = request.headers.get("last-event-id", "") or request.query_params.get("after", "")
    return int(said) if said.isdecimal() and len(said) < 18 else 0


def _show(tx: Transaction, session: Session, line_id: str, shown: str, row: int, choice: str, now: datetime) -> None:
    """The person's own line, as they will read it again; a tap shows the words on the button."""
    words = shown or (label_of(tx, session.address, row, choice) if row else "")
    stored_sessions.seen_chat(tx, session.token, now)
    if words:
        transcripts.said(tx, session.address, "in", words, now, line_id)
