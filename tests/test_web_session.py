"""A conversation belongs to one browser, can be left in a hurry, and opens elsewhere with a code."""

import re
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from web_house import House, open_house

from bot.codes import ALPHABET, CODE_LENGTH, tidy
from bot.web_attempts import Attempts
from bot.web_sessions import IDLE, TRIES_AN_HOUR


async def begun(house: House) -> httpx.AsyncClient:
    client = house.client()
    await client.post("/say", data={"text": "mon histoire", "nonce": "1"})
    await house.settled()
    return client


async def code_of(client: httpx.AsyncClient) -> str:
    found = re.search(r'class="code">([0-9A-Z]{5}-[0-9A-Z]{5})<', (await client.post("/code")).text)
    assert found
    return found[1]


async def test_cookie_is_strict(tmp_path: Path) -> None:
    async with open_house(tmp_path, public_url="https://aide.example") as house:
        client = house.client(origin="https://aide.example")
        answer = await client.post("/start", data={"nonce": "1"})
        cookie = answer.headers.get_list("set-cookie")[0]
        assert re.match(r"__Host-s=[\w-]{43};", cookie)
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=strict"} <= set(cookie.split("; "))
        assert "Domain" not in cookie
        assert "Max-Age" not in cookie


async def test_token_is_not_stored(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        client = await begun(house)
        token, code = client.cookies["s"], (await code_of(client)).replace("-", "")
        house.store.close()
        stored = b"".join(path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file())
        assert token.encode() not in stored
        assert code.encode() not in stored
        assert b"mon histoire" not in stored


async def test_other_browsers_see_nothing(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await begun(house)
        other = house.client()
        other.cookies.set("s", "0" * 43)
        assert "mon histoire" not in (await other.get("/")).text
        assert "Commencer" in (await other.get("/")).text


async def test_session_ends_after_a_week(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        client = await begun(house)
        house.clock.ahead = IDLE + timedelta(minutes=1)
        assert "mon histoire" not in (await client.get("/")).text


async def test_leaving_shows_a_lesson(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        client = await begun(house)
        left = await client.post("/quit")
        assert (left.status_code, left.headers["location"]) == (303, "/cover")
        assert "fractions" in (await client.get("/cover")).text
        veiled = (await client.get("/")).text
        assert "mon histoire" not in veiled
        assert "Reprendre" in veiled
        assert "historique" in veiled
        await client.post("/continue")
        assert "mon histoire" in (await client.get("/")).text


async def test_leaving_with_a_code_locks(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        client = await begun(house)
        token, code = client.cookies["s"], await code_of(client)
        await client.post("/quit")
        thief = house.client()
        thief.cookies.set("s", token)
        assert "mon histoire" not in (await thief.get("/")).text
        await client.post("/resume", data={"code": code})
        assert "mon histoire" in (await client.get("/")).text


async def test_code_opens_elsewhere(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        code = await code_of(await begun(house))
        other = house.client()
        opened = await other.post("/resume", data={"code": code.lower().replace("-", " ")})
        assert (opened.status_code, opened.headers["location"]) == (303, "/")
        assert "mon histoire" in (await other.get("/")).text


async def test_five_guesses_an_hour(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        code = await code_of(await begun(house))
        other = house.client()
        for n in range(TRIES_AN_HOUR):
            wrong = await other.post("/resume", data={"code": f"0000{n}-00000"})
            assert (wrong.status_code, "set-cookie" in wrong.headers) == (422, False)
        locked = await other.post("/resume", data={"code": code})
        assert locked.status_code == 429
        assert "heure" in locked.text
        house.clock.ahead = timedelta(hours=1)
        assert (await other.post("/resume", data={"code": code})).status_code == 303


def test_code_holds_fifty_bits() -> None:
    assert len(ALPHABET) ** CODE_LENGTH == 2**50
    assert tidy(" o1i l2-abcde ") == "01112ABCDE"


@pytest.mark.parametrize("typed", ["", "x" * 10_000, "\x00", "é" * 10, "' OR 1=1 --"])
async def test_strange_codes_open_nothing(tmp_path: Path, typed: str) -> None:
    async with open_house(tmp_path) as house:
        await code_of(await begun(house))
        assert (await house.client().post("/resume", data={"code": typed})).status_code == 422


async def test_guesses_are_forgotten_in_turn(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        now, attempts = house.clock(), Attempts(2, timedelta(hours=1))
        for name in ("a", "a", "b"):
            attempts.wrong(name, now)
        assert [attempts.locked(name, now) for name in ("a", "b", "c")] == [True, False, False]
        attempts.right("a")
        assert not attempts.locked("a", now)
