"""One helper claims, reads only what follows, answers, and closes; for everyone else the request does not exist."""

import asyncio
import re
from pathlib import Path

import httpx
import pytest
from web_house import House, open_house

from bot.desk_queue import handoff_of, slug_of
from storage import handoffs
from storage.handoffs import Handoff


async def asked(house: House, text: str = "avant la demande") -> httpx.AsyncClient:
    """A person who wrote something and asked for a human."""
    client = house.client()
    await client.post("/say", data={"text": text, "nonce": "1"})
    await client.post("/command", data={"name": "relais", "nonce": "2"})
    await house.settled()
    return client


async def request(house: House) -> Handoff:
    [waiting] = await house.store.read(handoffs.waiting)
    return waiting


def where(handoff: str, end: str = "") -> str:
    return f"/desk/handoffs/{slug_of(handoff)}{end}"


async def helper_there(house: House, name: str = "nadia", alias: str = "Nadia") -> httpx.AsyncClient:
    client = await house.signed_in(name, alias)
    await client.post("/desk/presence", data={"here": "yes"})
    return client


async def test_talk_both_ways_then_close(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        helper = await helper_there(house)
        person = await asked(house)
        handoff = await request(house)
        queue = (await helper.get("/desk")).text
        assert "1 demande en attente" in queue
        assert "avant la demande" not in queue

        claimed = await helper.post(where(handoff.id, "/claim"))
        assert claimed.headers["location"] == where(handoff.id)
        await house.until("Nadia")
        await person.post("/say", data={"text": "vous êtes qui", "nonce": "3"})
        page = (await helper.get(claimed.headers["location"])).text
        assert "vous êtes qui" in page
        assert "avant la demande" not in page

        said = await helper.post(where(handoff.id, "/reply"), data={"text": "Bonjour, je suis là.", "nonce": "1"})
        assert said.status_code == 303
        await house.until("Bonjour, je suis là.")
        shown = (await person.get("/")).text
        assert "Nadia, un humain" in shown
        assert re.search(r'class="line human">.*?Bonjour, je suis là\.', shown, re.DOTALL)

        await helper.post(where(handoff.id, "/close"))
        await house.settled()
        closed = await house.store.read(lambda tx: handoffs.get(tx, handoff.id))
        assert closed is not None
        assert (closed.state, closed.closed_by, closed.claimed_at is not None) == ("closed", "helper", True)
        assert "vous êtes qui" not in (await helper.get(where(handoff.id))).text
        assert (
            await helper.post(where(handoff.id, "/reply"), data={"text": "trop tard", "nonce": "2"})
        ).status_code == 404


async def test_two_claims_one_owner(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        helpers = [await helper_there(house, f"h{n}", f"Aide {n}") for n in range(6)]
        await asked(house)
        handoff = await request(house)
        answers = await asyncio.gather(*(one.post(where(handoff.id, "/claim")) for one in helpers))
        assert sorted(answer.status_code for answer in answers) == [303, 409, 409, 409, 409, 409]
        assert all("déjà" in answer.text or "autre" in answer.text for answer in answers if answer.status_code == 409)
        await house.settled()
        aliases = [line.text for line in await house.lines() if "Aide" in line.text]
        assert len(aliases) == 1


@pytest.mark.parametrize("state", ["waiting", "taken", "closed", "unknown"])
async def test_not_yours_is_nothing(tmp_path: Path, state: str) -> None:
    async with open_house(tmp_path) as house:
        owner, other = await helper_there(house), await helper_there(house, "lou", "Lou")
        await asked(house)
        handoff = (await request(house)).id
        if state in ("taken", "closed"):
            await owner.post(where(handoff, "/claim"))
        if state == "closed":
            await owner.post(where(handoff, "/close"))
        asked_for = "nothing" if state == "unknown" else handoff
        unknown = await other.get("/desk/handoffs/other-id")
        for method, path, data in (
            ("GET", "", {}),
            ("GET", "/stream", {}),
            ("POST", "/reply", {"text": "x", "nonce": "1"}),
            ("POST", "/close", {}),
        ):
            answer = await other.request(method, where(asked_for, path), data=data or None)
            assert (answer.status_code, answer.text) == (404, unknown.text), path
        before = await house.store.read(lambda tx: handoffs.get(tx, handoff))
        assert before is not None
        assert before.state == {"waiting": "waiting", "unknown": "waiting", "taken": "human", "closed": "closed"}[state]


@pytest.mark.parametrize("path", ["", "/claim", "/reply", "/close"])
async def test_nothing_without_signing_in(tmp_path: Path, path: str) -> None:
    async with open_house(tmp_path) as house:
        await helper_there(house)
        person = await asked(house)
        handoff = await request(house)
        method = "POST" if path else "GET"
        answer = await person.request(method, where(handoff.id, path), data={"text": "x"} if path else None)
        assert answer.status_code in (303, 401)
        assert (await request(house)).id == handoff.id


async def test_same_reply_twice_is_said_once(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        helper = await helper_there(house)
        await asked(house)
        handoff = (await request(house)).id
        await helper.post(where(handoff, "/claim"))
        await helper.post(where(handoff, "/reply"), data={"text": "une seule fois", "nonce": "7"})
        lines, turns = await house.settled(), (await house.conversation()).turns
        again = await helper.post(where(handoff, "/reply"), data={"text": "une seule fois", "nonce": "7"})
        assert again.status_code == 303
        assert await house.settled() == lines
        assert (await house.conversation()).turns == turns


@pytest.mark.parametrize(("text", "words"), [("", "vide"), ("  ", "vide"), ("a" * 4001, "longue")])
async def test_reply_that_cannot_go(tmp_path: Path, text: str, words: str) -> None:
    async with open_house(tmp_path) as house:
        helper = await helper_there(house)
        await asked(house)
        handoff = (await request(house)).id
        await helper.post(where(handoff, "/claim"))
        answer = await helper.post(where(handoff, "/reply"), data={"text": text, "nonce": "1"})
        assert answer.status_code == 422
        assert words in answer.text


async def test_danger_comes_first_in_the_queue(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        helper = await helper_there(house)
        for risk, name in (("none", "a"), ("imminent", "b"), ("low", "c"), ("high", "d")):
            await house.client().post("/start", data={"nonce": name})
            conversation = (
                await house.store.read(
                    lambda tx: tx.execute("SELECT id FROM conversations ORDER BY address DESC").fetchone()
                )
            )[0]
            await house.store.write(
                lambda tx, c=conversation, r=risk, n=name: handoffs.open_handoff(tx, n, c, "web", r, house.clock())
            )
        page = (await helper.get("/desk")).text
        assert re.findall(r'id="wait-(\w+)"', page) == [slug_of(name) for name in "bdca"]
        assert re.findall(r'class="risk (\w+)"', page) == ["imminent", "high", "low", "none"]


async def test_exchange_arrives_by_itself(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        helper = await helper_there(house)
        person = await asked(house)
        handoff = (await request(house)).id
        await helper.post(where(handoff, "/claim"))
        async with helper.stream("GET", where(handoff, "/stream")) as stream:
            await person.post("/say", data={"text": "tu es là", "nonce": "9"})
            await person.post("/command", data={"name": "effacer", "nonce": "10"})
            text = ""
            async with asyncio.timeout(8):
                async for chunk in stream.aiter_text():
                    text += chunk
                    if "tu es là" in text:
                        break
            assert 'id="risk" hx-swap-oob="true"' in text


@pytest.mark.parametrize("handoff", ["a", "web:web:0f/handoff", "telegram:1:2/handoff", "é/\u202e"])
def test_addresses_carry_any_id(handoff: str) -> None:
    assert handoff_of(slug_of(handoff)) == handoff
    assert re.fullmatch(r"[\w-]+", slug_of(handoff))


@pytest.mark.parametrize("slug", ["%", "a", "_w", "é"])
def test_other_addresses_are_nothing(slug: str) -> None:
    assert handoff_of(slug) == ""
