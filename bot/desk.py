"""The first page of the desk: who is there, and who waits."""

from collections.abc import AsyncIterator
from datetime import timedelta
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.desk_login import Door, SignedIn
from bot.desk_queue import Queue, queue
from bot.web_events import SILENCE, event, streamed
from bot.web_pages import Pages
from bot.web_parts import Parts, form, from_script
from storage import helpers

LOOK_SECONDS = 1.0
LOOKS_OF_SILENCE = 15
# A page with scripts renews every minute; without them, the button is pressed again.
PRESENT = timedelta(minutes=3)
PRESENT_WITHOUT_SCRIPTS = timedelta(minutes=15)


class Desk:
    """The queue, and "je suis là"."""

    def __init__(self, parts: Parts, pages: Pages, door: Door) -> None:
        self._parts = parts
        self._pages = pages
        self._door = door

    def routes(self) -> list[Route]:
        return [
            Route("/desk", self._door.only(self.page)),
            Route("/desk/stream", self._door.only(self.stream, active=False)),
            Route("/desk/presence", self._door.only(self.presence, active=False), methods=["POST"]),
        ]

    async def page(self, _: Request, who: SignedIn, problem: str = "", status: int = HTTPStatus.OK) -> Response:
        shown = await self.read(who)
        return self._pages.page(
            "desk.html",
            status=status,
            helper=who.helper,
            problem=self._pages.texts()(problem) if problem else "",
            present=shown.present,
            waiting=shown.waiting,
            mine=shown.mine,
        )

    async def presence(self, request: Request, who: SignedIn) -> Response:
        """Comes, goes, or (a page by itself, every minute) stays; only a person at the keys prolongs the session."""
        fields = await form(request)
        renewed = from_script(request)
        if not renewed or fields.get("renew"):
            await self._door.seen(who)
        if fields.get("here") == "no":
            await self._be_present(who, None)
        else:
            await self._be_present(who, PRESENT if renewed else PRESENT_WITHOUT_SCRIPTS)
        if renewed:
            return Response(status_code=HTTPStatus.NO_CONTENT)
        return RedirectResponse("/desk", HTTPStatus.SEE_OTHER)

    async def stream(self, request: Request, who: SignedIn) -> Response:
        return streamed(self._changes(request, who))

    async def read(self, who: SignedIn) -> Queue:
        now, texts = self._parts.clock(), self._pages.texts()
        return await self._parts.store.read(lambda tx: queue(tx, who.helper, now, texts))

    async def _changes(self, request: Request, who: SignedIn) -> AsyncIterator[str]:
        """The lists, whenever they read differently. The stream ends with the session."""
        before, looks = "", 0
        with self._parts.streams.listening(f"desk:{who.helper.id}") as signal:
            yield SILENCE
            while not signal.over and await self._door.who(request, active=False):
                shown = await self.read(who)
                lists = self._pages.render("desk_queue.html", waiting=shown.waiting, mine=shown.mine)
                looks += 1
                if lists != before:
                    yield event(lists)
                elif looks % LOOKS_OF_SILENCE == 0:
                    yield SILENCE
                before = lists
                await signal.wait(LOOK_SECONDS)
            if not signal.over:
                yield event(name="over")

    async def _be_present(self, who: SignedIn, life: timedelta | None) -> None:
        until = self._parts.clock() + life if life else None
        await self._parts.store.write(lambda tx: helpers.present(tx, who.helper.id, until))
