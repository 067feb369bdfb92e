"""What a person sends is stored before the page says so, shown again in order, and answered."""

import asyncio
from pathlib import Path

import pytest
from web_house import open_house

from bot.channels import Update
from conversations.conversation import Slot
from conversations.effects import Say
from storage import inbox


async def test_first_page_keeps_nothing(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.client() as client:
        page = await client.get("/")
        assert "Commencer" in page.text
        assert "set-cookie" not in page.headers
        assert [await house.count(table) for table in ("chat_sessions", "addresses", "inbox")] == [0, 0, 0]


async def test_reads_and_replies_without_scripts(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.client() as client:
        started = await client.post("/start", data={"nonce": "1"})
        assert (started.status_code, started.headers["location"]) == (303, "/#end")
        said = await client.post("/say", data={"text": "on se moque de moi", "nonce": "2"})
        assert said.status_code == 303
        page = (await client.get("/")).text
        assert page.index("programme, pas une personne") < page.index("on se moque de moi")
        assert page.count('class="line me"') == 1
        assert page.rindex('class="line"') > page.index("on se moque de moi")


async def test_page_without_scripts_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_house(tmp_path) as house, house.client() as client:
        say = house.channel.say

        async def slowly(external: str, one: Say) -> None:
            await asyncio.sleep(0.25)
            await say(external, one)

        monkeypatch.setattr(house.channel, "say", slowly)
        await client.post("/say", data={"text": "il y a quelqu'un ?", "nonce": "1"})
        assert 'class="line"' in (await client.get("/")).text


async def test_receipt_means_stored(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.client() as client:
        receipt = await client.post("/say", data={"text": "aide", "nonce": "1"}, headers={"hx-request": "true"})
        assert receipt.text == "Reçu"
        assert await house.count("inbox") == 1


async def test_same_form_twice_is_once(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.client() as client:
        for _ in range(2):
            await client.post("/say", data={"text": "bonjour", "nonce": "1"})
        await client.post("/say", data={"text": "bonjour encore", "nonce": "1"})
        assert await house.count("inbox") == 2
        assert [line.text for line in await house.settled() if line.direction == "in"] == ["bonjour", "bonjour encore"]


async def test_tap_shows_its_words(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.client() as client:
        await client.post("/start", data={"nonce": "1"})
        asked = next(line for line in await house.settled() if line.say and line.say.choices)
        assert asked.say is not None
        choice = asked.say.choices[0]
        form = {"choice": choice.id, "question": asked.say.question, "row": str(asked.seq)}
        for _ in range(2):
            await client.post("/choose", data=form)
        lines = await house.settled()
        assert [line.text for line in lines if line.direction == "in"] == [choice.label]


async def test_button_of_last_week(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.client() as client:
        await client.post("/start", data={"nonce": "1"})
        before = len(await house.settled())
        old = await client.post("/choose", data={"choice": "gone", "question": "q999", "row": "999"})
        assert old.status_code == 303
        assert len(await house.settled()) > before


@pytest.mark.parametrize("text", ["😢" * 4096, "a" * 100_000, "\u202e" + "م" * 300, "<b>gras</b> \x00 \ud7ff"])
async def test_strange_text_is_kept(tmp_path: Path, text: str) -> None:
    async with open_house(tmp_path) as house, house.client() as client:
        answer = await client.post("/say", data={"text": text, "nonce": "1"})
        assert answer.status_code == 303
        lines = await house.settled()
        assert lines[0].text == text
        assert lines[-1].direction == "out"


@pytest.mark.parametrize(("text", "status"), [("", 422), (" \n ", 422), ("a" * 150_001, 413), ("é" * 600_000, 413)])
async def test_refused_text_has_an_answer(tmp_path: Path, text: str, status: int) -> None:
    async with open_house(tmp_path) as house, house.client() as client:
        answer = await client.post("/say", data={"text": text, "nonce": "1"})
        assert answer.status_code == status
        assert "message" in answer.text
        assert await house.count("inbox") == 0


async def test_too_many_fields(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.client() as client:
        answer = await client.post("/say", data={f"f{n}": "x" for n in range(200)})
        assert answer.status_code == 413


async def test_broken_store_says_the_truth(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.client() as client:
        await client.post("/start", data={"nonce": "1"})
        await house.settled()
        house.store.close()
        answer = await client.post("/say", data={"text": "aide", "nonce": "2"})
        assert answer.status_code == 503
        assert "je ne peux pas garder tes messages" in answer.text
        assert 'href="tel:112"' in answer.text
        assert (await client.get("/healthz")).text == "not"
        assert (await client.post("/quit")).headers["location"] == "/cover"


async def test_erasing_empties_the_page(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.client() as client:
        await client.post("/say", data={"text": "mon secret à moi", "nonce": "1"})
        await house.settled()
        await client.post("/command", data={"name": "effacer", "nonce": "2"})
        asked = next(line for line in reversed(await house.settled()) if line.say and line.say.choices)
        assert asked.say is not None
        yes = asked.say.choices[0]
        await client.post("/choose", data={"choice": yes.id, "question": asked.say.question, "row": str(asked.seq)})
        lines = await house.settled()
        assert not [line for line in lines if "secret" in line.text]
        assert "secret" not in (await client.get("/")).text


async def test_adults_are_addressed_as_such(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.client() as client:
        await client.post("/start", data={"nonce": "1"})
        await house.settled()
        await house.change(slots={"role": Slot(value="parent")})
        assert "Votre message" in (await client.get("/")).text


async def test_unreadable_update_is_buried(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        [accepted] = await house.service.accept([Update("web", "web", "x", b'{"kind": "said"}')])
        assert accepted.status == "dead"
        assert await house.store.read(inbox.dead_letters) == 1


async def test_two_hundred_first_messages(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.client() as client:
        await client.post("/start", data={"nonce": "0"})
        for n in range(200):
            assert (
                await client.post("/say", data={"text": f"allo {n}", "nonce": str(n)}, headers={"hx-request": "true"})
            ).text == "Reçu"
        assert await house.count("addresses") == 1
        texts = [line.text for line in await house.lines() if line.direction == "in"]
        assert texts == [f"allo {n}" for n in range(200)]
