"""Every answer carries the headers; no other site changes anything; reading never does."""

import re
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from web_house import House, open_house

from bot.web_app import build_app
from bot.web_security import CONTENT_POLICY, HEADERS, ONE_YEAR

PAGES = Path(__file__).parent.parent / "bot" / "templates"
TABLES = ("inbox", "chat_sessions", "desk_sessions", "desk_links", "addresses", "handoffs", "transcripts", "chat_codes")


def paths(app: Starlette, method: str) -> list[str]:
    found = [route.path for route in app.routes if isinstance(route, Route) and method in (route.methods or ())]
    return [re.sub(r"{\w+}", "abc", path) for path in found]


def everything(house: House) -> list[tuple[str, str]]:
    app = build_app(house.parts)
    static = ["/static/app.css", "/static/chat.js", "/static/htmx.min.js", "/static/none", "/nowhere", "/desk/nowhere"]
    gets = [("GET", path) for path in [*paths(app, "GET"), *static]]
    return [*gets, *(("POST", path) for path in paths(app, "POST")), ("PUT", "/say"), ("OPTIONS", "/"), ("HEAD", "/")]


async def contents(house: House) -> list[object]:
    def read(tx: object) -> list[object]:
        return [tx.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES]  # type: ignore[attr-defined]

    return await house.store.read(read)


async def test_headers_on_every_route(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.client() as client:
        for method, path in everything(house):
            async with client.stream(method, path) as answer:
                given = {name: answer.headers.get(name) for name in HEADERS}
                assert given == dict(HEADERS), (method, path)
                cached = "public, max-age=3600" if path.startswith("/static/") else "no-store"
                assert answer.headers["cache-control"] == cached, (method, path)
                assert answer.status_code < 500, (method, path)


async def test_https_alone_promises_a_year(tmp_path: Path) -> None:
    async with open_house(tmp_path, public_url="https://aide.example") as house, house.client() as client:
        assert (await client.get("/")).headers["strict-transport-security"] == ONE_YEAR
    async with open_house(tmp_path / "plain") as house, house.client() as client:
        assert "strict-transport-security" not in (await client.get("/")).headers


def test_policy_allows_nothing_inline() -> None:
    assert "unsafe" not in CONTENT_POLICY
    assert CONTENT_POLICY.startswith("default-src 'none'; ")


@pytest.mark.parametrize("template", sorted(path.name for path in PAGES.glob("*.html")))
def test_templates_hold_nothing_inline(template: str) -> None:
    text = (PAGES / template).read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|javascript:|hx-on|https?://|\|\s*safe", text)


async def test_foreign_sites_change_nothing(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        client = await house.signed_in()
        await client.post("/start", data={"nonce": "1"})
        await house.settled()
        before = await contents(house)
        for method, path in everything(house):
            if method not in ("POST", "PUT"):
                continue
            for foreign in (
                {"sec-fetch-site": "cross-site"},
                {"sec-fetch-site": "same-site"},
                {"sec-fetch-site": "", "origin": "https://evil.example"},
            ):
                answer = await client.request(method, path, data={"text": "x", "here": "yes"}, headers=foreign)
                assert answer.status_code == 403, (method, path)
        assert await contents(house) == before


async def test_refusal_is_a_sentence(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.client(**{"sec-fetch-site": "cross-site"}) as client:
        assert "trop vieille" in (await client.post("/say", data={"text": "x"})).text
        fragment = await client.post("/say", data={"text": "x"}, headers={"hx-request": "true"})
        assert fragment.text.startswith('<span class="problem">')
        assert "Rechargez" in (await client.post("/desk/sign-in")).text


async def test_reading_changes_nothing(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.client() as client:
        await client.post("/start", data={"nonce": "1"})
        await house.settled()
        before = await contents(house)
        for method, path in everything(house):
            if method == "GET":
                async with client.stream(method, path) as answer:
                    assert "set-cookie" not in answer.headers, path
        assert await contents(house) == before


async def test_messengers_prove_themselves_otherwise(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        hook = Route("/telegram/hook", lambda _: PlainTextResponse("ok"), methods=["POST"])
        app = build_app(house.parts, [hook])
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot.example") as client:
            assert (await client.post("/telegram/hook")).text == "ok"
            assert (await client.post("/say")).status_code == 403


async def test_no_asset_of_anyone_else(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.client() as client:
        await client.post("/start", data={"nonce": "1"})
        for path in ("/", "/resume", "/cover", "/desk/sign-in"):
            page = (await client.get(path)).text
            for address in re.findall(r'(?:src|href|action)="([^"]+)"', page):
                assert address.startswith(("/", "#", "tel:")), address


async def test_health_says_nothing_else(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.client() as client:
        assert (await client.get("/healthz")).text == "ok"
