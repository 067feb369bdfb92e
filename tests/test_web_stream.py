"""New messages reach an open page by themselves; one that comes back misses none and repeats none."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from web_house import House, eventually, open_house

from bot.web_events import event
from bot.web_streams import PAGES_PER_ADDRESS, Streams


class Reader:
    """An open stream: `text` is all that came so far."""

    def __init__(self, response: httpx.Response) -> None:
        self.text = ""
        self.ended = False
        self._task = asyncio.create_task(self._read(response))

    async def _read(self, response: httpx.Response) -> None:
        async for chunk in response.aiter_text():
            self.text += chunk
        self.ended = True

    async def until(self, words: str) -> str:
        await eventually(lambda: words in self.text)
        return self.text

    async def end(self) -> None:
        async with asyncio.timeout(30):
            await self._task


@asynccontextmanager
async def stream(client: httpx.AsyncClient, after: int | str = 0, **headers: str) -> AsyncIterator[Reader]:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    async with client.stream("GET", f"/stream?after={after}", headers=given) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        reader = Reader(response)
        yield reader
        reader._task.cancel()


async def begun(house: House) -> httpx.AsyncClient:
    client = house.client()
    await client.post("/start", data={"nonce": "1"})
    await house.settled()
    return client


async def test_answers_arrive_by_themselves(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        client = await begun(house)
        last = (await house.lines())[-1].seq
        async with stream(client, last) as reader:
            await client.post("/say", data={"text": "numéro", "nonce": "2"}, headers={"hx-request": "true"})
            await reader.until("numéro")
            await reader.until('class="line"')


async def test_page_that_returns_misses_none(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        client = await begun(house)
        seen = (await house.lines())[-1].seq
        await client.post("/say", data={"text": "pendant la coupure", "nonce": "2"})
        await house.settled()
        async with stream(client, 0, last_event_id=str(seen)) as reader:
            text = await reader.until("pendant la coupure")
            assert text.count("<li") == len([line for line in await house.lines() if line.seq > seen])
            assert re.search(rf"^id: {(await house.lines())[-1].seq}$", text, re.MULTILINE)


async def test_nothing_for_strangers(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await begun(house)
        async with stream(house.client()) as reader:
            await reader.end()
            assert reader.text == "event: over\ndata: \n\n"


async def test_erasing_ends_the_page(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        client = await begun(house)
        async with stream(client) as reader:
            await reader.until("programme")
            await client.post("/command", data={"name": "effacer", "nonce": "2"})
            asked = next(line for line in reversed(await house.settled()) if line.say and line.say.choices)
            assert asked.say is not None
            choice = asked.say.choices[0].id
            await client.post("/choose", data={"choice": choice, "question": asked.say.question, "row": str(asked.seq)})
            await reader.until("event: over")
            await reader.end()


async def test_field_opens_by_itself(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        client = await begun(house)
        async with stream(client, (await house.lines())[-1].seq) as reader:
            await house.change(nudity_no_until=house.clock().replace(year=2100))
            await client.post("/say", data={"text": "voilà", "nonce": "2"})
            text = await reader.until('type="file"')
            assert 'id="attach" class="open" hx-swap-oob="true"' in text


async def test_stopping_ends_every_page(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        client = await begun(house)
        async with stream(client) as reader:
            await reader.until("programme")
            house.parts.streams.close()
            await reader.end()


async def test_oldest_of_many_pages_ends() -> None:
    streams = Streams()
    opened = [streams.listening("a") for _ in range(PAGES_PER_ADDRESS + 1)]
    signals = [page.__enter__() for page in opened]
    assert [signal.over for signal in signals] == [True] + [False] * PAGES_PER_ADDRESS
    for page in opened:
        page.__exit__(None, None, None)
    streams.wake("a")


def test_event_holds_its_lines() -> None:
    assert event("a\r\nb\r\n\nid: 9", "3") == "id: 3\ndata: a\ndata: b\ndata: \ndata: id: 9\n\n"
