"""The walls around every page: strict headers, and a guard that lets no other site change anything.

Pure ASGI, so that streams and uploads are never held in memory.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS: Mapping[str, str] = {
    "content-security-policy": CONTENT_POLICY,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
    "x-robots-tag": "noindex, nofollow",
    "x-dns-prefetch-control": "off",
}
ONE_YEAR = "max-age=31536000"
READING = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Site:
    """Where the pages are reached. `public_url` is empty when only this machine reaches them over plain http."""

    public_url: str = ""

    @property
    def https(self) -> bool:
        return self.public_url.startswith("https://")

    def cookie(self, name: str) -> str:
        """A `__Host-` name needs https; browsers refuse it elsewhere."""
        return f"__Host-{name}" if self.https else name

    def origins(self, host: str) -> frozenset[str]:
        """The origins a form of ours can come from, when the request was addressed to `host`."""
        if self.public_url:
            parts = urlsplit(self.public_url)
            return frozenset({f"{parts.scheme}://{parts.netloc}".lower()})
        return frozenset({f"http://{host}".lower()})


def may_change(method: str, headers: Mapping[str, str], origins: frozenset[str]) -> bool:
    """Whether a request may change something: it must be shown to come from a page of ours.

    Fetch metadata decides where the browser sends it; `Origin` must agree where it is present, and must be present
    where there is no fetch metadata. `null` is never ours: our pages send their origin even under no-referrer only
    to https and loopback hosts, where browsers send fetch metadata too.
    """
    if method in READING:
        return True
    site, origin = headers.get("sec-fetch-site", ""), headers.get("origin", "").lower()
    if site and site != "same-origin":
        return False
    if origin == "null" and site == "same-origin":
        return True
    return origin in origins or (not origin and site == "same-origin")


class Walls:
    """Puts the headers on every answer and refuses changes that other sites ask for.

    `outside` are exact paths whose callers are no browsers and carry their own proof (a messenger's webhook).
    """

    def __init__(self, app: ASGIApp, site: Site, outside: frozenset[str] = frozenset()) -> None:
        self.app = app
        self.site = site
        self.outside = outside

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._dress(MutableHeaders(scope=message), scope["path"])
            await send(message)

        if self._refuses(scope):
            scope = {**scope, "asked": scope["path"], "method": "GET", "path": "/refused", "raw_path": b"/refused"}
        await self.app(scope, receive, send_with_headers)

    def _refuses(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        ours = may_change(scope["method"], headers, self.site.origins(headers.get("host", "")))
        return not ours and scope["path"] not in self.outside

    def _dress(self, headers: MutableHeaders, path: str) -> None:
        for name, value in HEADERS.items():
            headers[name] = value
        static = path.startswith("/static/")
        headers["cache-control"] = "public, max-age=3600" if static else "no-store"
        if self.site.https:
            headers["strict-transport-security"] = ONE_YEAR
