"""One exchange between a helper and a person: claimed by exactly one, written both ways, closed with a sentence.

A request that is not this helper's does not exist for them: unknown, waiting and another's all answer the same.
"""

import secrets
from collections.abc import AsyncIterator
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.claiming import STORED, claim
from bot.desk import LOOK_SECONDS, LOOKS_OF_SILENCE, Desk
from bot.desk_login import Door, SignedIn
from bot.desk_queue import Exchange, exchange, handoff_of, slug_of
from bot.service import Happening
from bot.web_chat import last_seen, nonce
from bot.web_events import SILENCE, event, streamed
from bot.web_pages import Pages
from bot.web_parts import Parts, form, from_script
from conversations.events import HandoffClosed, HelperReplied
from storage import handoffs
from storage.transaction import Transaction

REPLY_CHARACTERS = 4000
NONCE_CHARACTERS = 80


class Exchanges:
    """Claim, read, reply, close."""

    def __init__(self, parts: Parts, pages: Pages, door: Door, desk: Desk) -> None:
        self._parts = parts
        self._pages = pages
        self._door = door
        self._desk = desk

    def routes(self) -> list[Route]:
        only = self._door.only
        return [
            Route("/desk/handoffs/{slug}", only(self.page)),
            Route("/desk/handoffs/{slug}/stream", only(self.stream, active=False)),
            Route("/desk/handoffs/{slug}/claim", only(self.claim), methods=["POST"]),
            Route("/desk/handoffs/{slug}/reply", only(self.reply), methods=["POST"]),
            Route("/desk/handoffs/{slug}/close", only(self.close), methods=["POST"]),
        ]

    async def page(self, request: Request, who: SignedIn) -> Response:
        shown = await self._mine(request, who)
        if shown is None:
            return self._missing()
        return self._pages.page(
            "desk_exchange.html",
            helper=who.helper,
            problem="",
            handoff=shown,
            lines=shown.lines,
            last=shown.last,
            nonce=nonce(),
        )

    async def stream(self, request: Request, who: SignedIn) -> Response:
        shown = await self._mine(request, who)
        if shown is None:
            return self._missing()
        return streamed(self._rows(request, who, last_seen(request)))

    async def claim(self, request: Request, who: SignedIn) -> Response:
        """The first of those who claim at once gets it; the others read that it is taken."""
        handoff, now = handoff_of(request.path_params["slug"]), self._parts.clock()
        ended = await claim(self._parts.store, self._parts.accept, handoff, who.helper, now)
        if ended == "missing":
            return self._missing()
        if ended == "claimed":
            return RedirectResponse(f"/desk/handoffs/{slug_of(handoff)}", HTTPStatus.SEE_OTHER)
        return await self._desk.page(request, who, "desk.taken", HTTPStatus.CONFLICT)

    async def reply(self, request: Request, who: SignedIn) -> Response:
        """One message to the person; the same form sent twice is said once."""
        shown = await self._mine(request, who)
        if shown is None or not shown.open:
            return self._missing()
        fields = await form(request)
        text = fields.get("text", "").replace("\r\n", "\n").strip()
        if not text or len(text) > REPLY_CHARACTERS:
            return self._problem(request, "desk.too_long" if text else "desk.empty", HTTPStatus.UNPROCESSABLE_ENTITY)
        number = fields.get("nonce", "")[:NONCE_CHARACTERS] or nonce()
        await self._say(shown, who, f"desk:{shown.id}:{number}", text)
        if from_script(request):
            return HTMLResponse(self._pages.texts()("desk.sent"))
        return RedirectResponse(f"/desk/handoffs/{shown.slug}#compose", HTTPStatus.SEE_OTHER)

    async def close(self, request: Request, who: SignedIn) -> Response:
        shown = await self._mine(request, who)
        if shown is None:
            return self._missing()
        now, helper = self._parts.clock(), who.helper.id
        closed = HandoffClosed(id=_event_id(), at=now, handoff=shown.id)
        await self._happens(
            Happening(shown.conversation, closed, guard=lambda tx: handoffs.close(tx, shown.id, "helper", now, helper))
        )
        return RedirectResponse("/desk", HTTPStatus.SEE_OTHER)

    async def _say(self, shown: Exchange, who: SignedIn, event_id: str, text: str) -> None:
        now = self._parts.clock()

        def still_mine(tx: Transaction) -> bool:
            found = exchange(tx, shown.id, who.helper)
            open_now = found is not None and found.open
            return open_now and handoffs.add_line(tx, shown.id, event_id, "helper", text, shown.risk, now)

        said = HelperReplied(id=event_id, at=now, handoff=shown.id, text=text)
        await self._happens(Happening(shown.conversation, said, guard=still_mine))

    async def _happens(self, happening: Happening) -> bool:
        """Whether it was stored; False where its guard refused."""
        [accepted] = await self._parts.accept([happening])
        return accepted.status in STORED

    async def _mine(self, request: Request, who: SignedIn, after: int = 0) -> Exchange | None:
        handoff = handoff_of(request.path_params["slug"])
        return await self._parts.store.read(lambda tx: exchange(tx, handoff, who.helper, after))

    async def _rows(self, request: Request, who: SignedIn, after: int) -> AsyncIterator[str]:
        looks = 0
        with self._parts.streams.listening(f"desk:{who.helper.id}") as signal:
            yield SILENCE
            while not signal.over and await self._door.who(request, active=False):
                shown = await self._mine(request, who, after)
                if shown is None or not shown.open:
                    break
                looks += 1
                if shown.lines:
                    yield event(self._pages.render("desk_swap.html", lines=shown.lines, handoff=shown), str(shown.last))
                    after = shown.last
                elif looks % LOOKS_OF_SILENCE == 0:
                    yield SILENCE
                await signal.wait(LOOK_SECONDS)
            if not signal.over:
                yield event(name="over")

    def _problem(self, request: Request, key: str, status: int) -> Response:
        words = self._pages.texts()(key)
        if from_script(request):
            return HTMLResponse(self._pages.render("problem.html", problem=words), status_code=status)
        return self._pages.page("desk_notice.html", status=status, problem=words, helper=None)

    def _missing(self) -> Response:
        words = self._pages.texts()("desk.missing")
        return self._pages.page("desk_notice.html", status=HTTPStatus.NOT_FOUND, problem=words, helper=None)


def _event_id() -> str:
    return f"desk:{secrets.token_hex(16)}"
