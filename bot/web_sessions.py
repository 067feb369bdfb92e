"""The private session of a browser: a cookie that says nothing, a veil for those who left in a hurry, a code to resume.

Cookies: `s` opens the conversation; `later` holds the same token after "Quitter vite", so that the page shows nothing
until it is asked to; `kept` remembers that a code was given, and then the code alone opens it again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from bot.codes import new_code, shown, tidy
from bot.web_attempts import Attempts
from bot.web_channel import ACCOUNT, NAME
from bot.web_parts import Parts
from storage import people, sessions
from storage.people import AddressRow
from storage.transaction import Transaction

OPEN, LATER, KEPT = "s", "later", "kept"
IDLE = timedelta(days=7)
CODE_LIFE = timedelta(days=90)
TRIES_AN_HOUR = 5
TRIES_AN_HOUR_IN_ALL = 200
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Session:
    """A conversation that this browser may read. `token` is what the cookie holds."""

    token: str
    address: AddressRow


class Sessions:
    """Opens, veils and resumes. Guesses of codes are counted per caller and in all, in memory."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._tries = Attempts(TRIES_AN_HOUR, HOUR)
        self._tries_in_all = Attempts(TRIES_AN_HOUR_IN_ALL, HOUR)

    async def of(self, request: Request, cookie: str = OPEN) -> Session | None:
        """The session of this browser, None where there is none (any more)."""
        token = request.cookies.get(self._parts.site.cookie(cookie), "")
        if not token:
            return None
        now = self._parts.clock()
        address = await self._parts.store.read(lambda tx: _address(tx, token, now))
        return Session(token, address) if address else None

    async def begin(self, external: str = "") -> Session:
        """A new session, for a new conversation or for the one of `external`."""
        now = self._parts.clock()

        def job(tx: Transaction) -> Session:
            token, address = sessions.begin_chat(tx, now, external)
            return Session(token, people.address_of(tx, NAME, ACCOUNT, address, now))

        return await self._parts.store.write(job)

    async def end(self, request: Request) -> None:
        """Forgets every token this browser holds."""
        tokens = [token for name in (OPEN, LATER) if (token := request.cookies.get(self._parts.site.cookie(name)))]
        await self._parts.store.write(lambda tx: _end(tx, tokens))

    async def give_code(self, session: Session) -> str:
        """A code that opens this conversation elsewhere; it is stored as a keyed digest and never shown again."""
        code = new_code()
        now = self._parts.clock()
        external = session.address.external
        await self._parts.store.write(lambda tx: sessions.keep_code(tx, _keyed(tx, code), external, now))
        return shown(code)

    def locked(self, request: Request) -> bool:
        """Whether this caller, or everyone together, has guessed too often within the hour."""
        now = self._parts.clock()
        return self._tries.locked(caller(request), now) or self._tries_in_all.locked("", now)

    async def resume(self, request: Request, typed: str) -> Session | None:
        """A new session for the conversation of a code; a wrong one is counted."""
        code, now = tidy(typed), self._parts.clock()
        external = await self._parts.store.read(
            lambda tx: sessions.external_of_code(tx, _keyed(tx, code), now, CODE_LIFE)
        )
        if external:
            return await self.begin(external)
        self._tries.wrong(caller(request), now)
        self._tries_in_all.wrong("", now)
        return None

    def put(self, response: Response, name: str, value: str) -> None:
        """Gives the browser a cookie that ends with it, or takes it back where `value` is empty."""
        site = self._parts.site
        response.set_cookie(
            site.cookie(name),
            value,
            max_age=None if value else 0,
            path="/",
            secure=site.https,
            httponly=True,
            samesite="strict",
        )


def caller(request: Request) -> str:
    """Who asks, as far as the connection tells; kept as a digest in memory only."""
    return request.client.host if request.client else ""


def _address(tx: Transaction, token: str, now: datetime) -> AddressRow | None:
    external = sessions.chat_external(tx, token, now, IDLE)
    return people.known(tx, NAME, ACCOUNT, external) if external else None


def _end(tx: Transaction, tokens: list[str]) -> None:
    for token in tokens:
        sessions.end_chat(tx, token)


def _keyed(tx: Transaction, code: str) -> str:
    """Fifty bits can be searched where the digest has no key: this one needs the master key."""
    return tx.vault.lookup(NAME, "code", code).hex()
