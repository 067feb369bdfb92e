"""Into the desk with a name, a password and a code of now; slowly when it is wrong, and not for long."""

import re
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from argon2 import extract_parameters
from web_house import PASSWORD, open_house

from bot.desk_login import ABSOLUTE, IDLE
from bot.desk_people import FREE_FAILURES, HASHER, LOCKED, UNKNOWN, add_helper, one_time_link
from storage import helpers
from storage.errors import StorageError


async def test_signs_in_and_out(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await house.helper()
        client = house.client()
        assert (await client.get("/desk")).headers["location"] == "/desk/sign-in"
        answer = await client.post("/desk/sign-in", data=house.credentials("nadia"))
        assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
        assert "Bonjour Nadia" in (await client.get("/desk")).text
        token = client.cookies["desk"]
        left = await client.post("/desk/sign-out")
        assert left.headers["clear-site-data"] == '"cache"'
        client.cookies.set("desk", token)
        assert (await client.get("/desk")).status_code == 303


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "autre chose"},
        {"totp": "000000"},
        {"totp": ""},
        {"name": "personne"},
        {"password": ""},
        {"name": ""},
    ],
)
async def test_anything_wrong_reads_the_same(tmp_path: Path, wrong: dict[str, str]) -> None:
    async with open_house(tmp_path) as house:
        await house.helper()
        client = house.client()
        answer = await client.post("/desk/sign-in", data=house.credentials("nadia", **wrong))
        assert answer.status_code == 401
        assert "Nom, mot de passe ou code incorrect." in answer.text
        assert "set-cookie" not in answer.headers


async def test_code_is_good_once(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await house.helper()
        credentials = house.credentials("nadia")
        assert (await house.client().post("/desk/sign-in", data=credentials)).status_code == 303
        assert (await house.client().post("/desk/sign-in", data=credentials)).status_code == 401


@pytest.mark.parametrize(("steps", "status"), [(-2, 401), (-1, 303), (0, 303), (1, 303), (2, 401)])
async def test_clocks_of_phones_differ(tmp_path: Path, steps: int, status: int) -> None:
    async with open_house(tmp_path) as house:
        await house.helper()
        given = house.credentials("nadia", totp=house.totp("nadia", steps))
        assert (await house.client().post("/desk/sign-in", data=given)).status_code == status


@pytest.mark.parametrize("name", ["nadia", "personne"])
async def test_fifth_failure_locks_the_name(tmp_path: Path, name: str) -> None:
    async with open_house(tmp_path) as house:
        await house.helper()
        client = house.client()
        for _ in range(FREE_FAILURES):
            wrong = await client.post("/desk/sign-in", data=house.credentials("nadia", name=name, password="non"))
            assert wrong.status_code == 401
        locked = await client.post("/desk/sign-in", data=house.credentials("nadia", name=name))
        assert locked.status_code == 429
        house.clock.ahead = LOCKED + timedelta(seconds=1)
        after = await client.post("/desk/sign-in", data=house.credentials("nadia", name=name))
        assert after.status_code == (303 if name == "nadia" else 401)


async def test_lock_outlives_a_restart(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await house.helper()
        for _ in range(FREE_FAILURES):
            await house.client().post("/desk/sign-in", data=house.credentials("nadia", password="non"))
        known = await house.store.read(lambda tx: helpers.by_name(tx, "nadia"))
        assert known is not None
        assert known.locked_until is not None


async def test_idle_session_ends(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        client = await house.signed_in()
        house.clock.ahead = IDLE - timedelta(seconds=5)
        assert (await client.get("/desk")).status_code == 200
        house.clock.ahead += IDLE + timedelta(seconds=5)
        assert (await client.get("/desk")).status_code == 303
        assert (await client.post("/desk/presence", data={"here": "yes"})).status_code == 401


async def test_busy_session_ends_too(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        client = await house.signed_in()
        while house.clock.ahead < ABSOLUTE:
            assert (await client.get("/desk")).status_code == 200
            house.clock.ahead += timedelta(minutes=14)
        assert (await client.get("/desk")).status_code == 303


async def test_page_alone_does_not_prolong(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        client = await house.signed_in()
        for _ in range(8):
            house.clock.ahead += timedelta(minutes=2)
            last = await client.post("/desk/presence", data={"renew": ""}, headers={"hx-request": "true"})
        assert last.status_code == 401
        client = await house.signed_in("lou", "Lou")
        for _ in range(8):
            house.clock.ahead += timedelta(minutes=2)
            last = await client.post("/desk/presence", data={"renew": "active"}, headers={"hx-request": "true"})
        assert last.status_code == 204


async def test_new_token_at_every_sign_in(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        client = await house.signed_in()
        before = client.cookies["desk"]
        house.clock.ahead = timedelta(minutes=2)
        await client.post("/desk/sign-in", data=house.credentials("nadia"))
        assert client.cookies["desk"] != before
        old = house.client()
        old.cookies.set("desk", before)
        assert (await old.get("/desk")).status_code == 303


async def test_helper_switched_off_is_out(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        client = await house.signed_in()
        async with client.stream("GET", "/desk/stream") as stream:
            await house.store.write(lambda tx: helpers.disable(tx, "nadia", house.clock()))
            assert "event: over" in (await stream.aread()).decode()
        assert (await client.get("/desk")).status_code == 303
        assert (await client.post("/desk/sign-in", data=house.credentials("nadia"))).status_code == 401


async def test_presence_is_said_and_fades(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        client = await house.signed_in()

        async def anyone() -> bool:
            return await house.store.read(lambda tx: helpers.anyone_present(tx, house.clock()))

        assert not await anyone()
        await client.post("/desk/presence", data={"here": "yes"})
        assert await anyone()
        assert "Vous êtes là" in (await client.get("/desk")).text
        await client.post("/desk/presence", data={"renew": ""}, headers={"hx-request": "true"})
        house.clock.ahead = timedelta(minutes=3, seconds=1)
        assert not await anyone()
        await client.post("/desk/presence", data={"here": "yes"})
        await client.post("/desk/presence", data={"here": "no"})
        assert not await anyone()
        await client.post("/desk/presence", data={"here": "yes"})
        await client.post("/desk/sign-out")
        assert not await anyone()


async def test_link_opens_once(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        link = one_time_link(house.store, house.url, house.clock())
        token = re.fullmatch(rf"{house.url}/desk/once/([\w-]{{43}})", link)
        assert token
        for _ in range(2):
            assert "Entrer" in (await house.client().get(link)).text
        client = house.client()
        assert (await client.post("/desk/once", data={"token": token[1]})).headers["location"] == "/desk"
        assert "Bonjour Camille" in (await client.get("/desk")).text
        again = await house.client().post("/desk/once", data={"token": token[1]})
        assert again.status_code == 403
        assert "déjà servi" in again.text


async def test_link_fades_and_is_for_rehearsal(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        token = one_time_link(house.store, house.url, house.clock()).rpartition("/")[2]
        house.clock.ahead = timedelta(minutes=31)
        assert (await house.client().post("/desk/once", data={"token": token})).status_code == 403
    async with open_house(tmp_path / "live", rehearsal=False) as house:
        token = one_time_link(house.store, house.url, house.clock()).rpartition("/")[2]
        assert (await house.client().post("/desk/once", data={"token": token})).status_code == 403


async def test_added_helper_can_sign_in(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        address = add_helper(house.store, "lou", "Lou", PASSWORD, house.clock())
        secret = pyotp.parse_uri(address)
        assert isinstance(secret, pyotp.TOTP)
        house.secrets["lou"] = secret.secret
        assert (await house.client().post("/desk/sign-in", data=house.credentials("lou"))).status_code == 303
        with pytest.raises(StorageError, match="name_taken"):
            add_helper(house.store, "lou", "Lou", PASSWORD, house.clock())


def test_passwords_are_costly() -> None:
    assert HASHER.memory_cost >= 128 * 1024
    costs = [extract_parameters(hashed) for hashed in (HASHER.hash(PASSWORD), UNKNOWN)]
    assert (costs[0].memory_cost, costs[0].time_cost, costs[0].type) == (
        costs[1].memory_cost,
        costs[1].time_cost,
        costs[1].type,
    )
