"""The dossier in the browser: asked for by a word or in the menu, downloaded from its line, or once with a code."""

import io
import re
import zipfile
from pathlib import Path

import httpx
from browser import PHONE, browser, needs_chromium, watched
from dossier_fixtures import capture
from pdf_checks import faults_of
from web_house import House, open_house

PICTURE = capture(1, size=(360, 640))


async def tap(client: httpx.AsyncClient, house: House, label: str) -> None:
    """The newest button with this label."""
    for line in reversed(await house.settled()):
        for choice in line.say.choices if line.say else ():
            if choice.label == label:
                fields = {"choice": choice.id, "question": line.say.question if line.say else "", "row": str(line.seq)}
                assert (await client.post("/choose", data=fields)).status_code == 303
                await house.settled()
                return
    raise AssertionError(label)


async def told(house: House) -> httpx.AsyncClient:
    """Someone who told something and whose picture is kept."""
    client = house.client()
    await client.post("/start")
    await client.post("/say", data={"text": "on m'insulte sur insta"})
    await tap(client, house, "France")
    await client.post("/announce")
    await tap(client, house, "Non")
    answer = await client.post("/file", files={"file": ("capture.png", PICTURE, "image/png")})
    assert answer.status_code == 303
    await house.until("Gardé")
    return client


async def asked(client: httpx.AsyncClient, house: House, reader: str, way: str) -> None:
    await client.post("/say", data={"text": "mon dossier"})
    await tap(client, house, reader)
    if reader == "L'école":
        await tap(client, house, "Oui")
    await tap(client, house, way)


def papers(page: str) -> list[str]:
    return re.findall(r'name="paper" value="([^"]+)"', page)


async def test_files_wait_in_the_chat(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        client = await told(house)
        await asked(client, house, "Police ou avocat", "Ici, maintenant")
        await house.until("archive.zip")
        pdf, archive = papers((await client.get("/")).text)
        first = await client.post("/paper", data={"paper": pdf})
        assert first.headers["content-disposition"] == 'attachment; filename="document.pdf"'
        assert faults_of(first.content) == []
        second = await client.post("/paper", data={"paper": archive})
        with zipfile.ZipFile(io.BytesIO(second.content)) as opened:
            assert opened.read("pieces/0001.png") == PICTURE
            assert opened.read("document.pdf") == first.content
        assert (await house.client().post("/paper", data={"paper": pdf})).status_code == 410


async def test_school_version_hides_pictures(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        client = await told(house)
        await asked(client, house, "L'école", "Ici, maintenant")
        await house.until("archive.zip")
        archive = await client.post("/paper", data={"paper": papers((await client.get("/")).text)[1]})
        with zipfile.ZipFile(io.BytesIO(archive.content)) as opened:
            assert [name for name in opened.namelist() if name.startswith("pieces/")] == []


async def test_code_works_once(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        client = await told(house)
        await asked(client, house, "Police ou avocat", "Avec un code, plus tard")
        await house.until("Le code")
        [code] = re.findall(r"[0-9A-Z]{5}-[0-9A-Z]{5}", (await client.get("/")).text)
        stranger = house.client()
        assert (await stranger.post("/collect", data={"code": "AAAAA-AAAAA"})).status_code == 422
        fetched = await stranger.post("/collect", data={"code": code.lower()})
        assert fetched.headers["content-disposition"] == 'attachment; filename="archive.zip"'
        assert zipfile.ZipFile(io.BytesIO(fetched.content)).testzip() is None
        assert (await stranger.post("/collect", data={"code": code})).status_code == 422
        for _ in range(3):
            await stranger.post("/collect", data={"code": "BBBBB-BBBBB"})
        assert (await stranger.post("/collect", data={"code": code})).status_code == 429


async def test_nothing_comes_before_the_choice(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        client = await told(house)
        await asked(client, house, "Police ou avocat", "Pas maintenant")
        assert papers((await client.get("/")).text) == []
        assert await house.count("papers") == 0


@needs_chromium
async def test_browser_downloads_the_document(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, browser() as chromium:
        client = await told(house)
        await asked(client, house, "Police ou avocat", "Ici, maintenant")
        await house.until("archive.zip")
        context = await chromium.new_context(viewport=PHONE, accept_downloads=True)
        await context.add_cookies(
            [{"name": one.name, "value": one.value or "", "url": house.url} for one in client.cookies.jar]
        )
        seen = await watched(context, house.url)
        async with seen.page.expect_download() as waiting:
            await seen.page.get_by_role("button", name="Télécharger document.pdf").click()
        download = await waiting.value
        assert download.suggested_filename == "document.pdf"
        assert faults_of((await download.path()).read_bytes()) == []
        assert seen.complaints == []


async def test_menu_leads_there(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        client = await told(house)
        await client.post("/command", data={"name": "dossier"})
        assert "C'est pour qui" in (await house.settled())[-1].text


async def test_wish_for_a_paper_leads_there(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        client = await told(house)
        await client.post("/say", data={"text": "je voudrais un dossier pdf à imprimer"})
        await tap(client, house, "Mon dossier")
        assert "C'est pour qui" in (await house.settled())[-1].text
