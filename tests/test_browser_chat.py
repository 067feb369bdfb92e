"""The chat in a real browser: by keyboard alone, on a phone, without scripts, left in a hurry."""

import asyncio
import re
from pathlib import Path

import pytest
from browser import PHONE, WIDE, browser, needs_chromium, picture, watched
from playwright.async_api import Route, expect
from test_web_words import PAYLOADS
from web_house import eventually, open_house

pytestmark = needs_chromium
ANSWER_IS_READ_S = 0.5


async def test_keyboard_is_enough(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, browser() as chromium:
        context = await chromium.new_context(viewport=WIDE)
        seen = await watched(context, house.url)
        page = seen.page
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("log")).to_contain_text("Je suis un programme")
        await page.goto(house.url)
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="Aller à ta réponse")).to_be_focused()
        await page.keyboard.press("Enter")
        field = page.get_by_label("Ton message")
        await expect(field).to_be_focused()
        await page.keyboard.type("numéro")
        await page.keyboard.press("Enter")
        await expect(page.locator(".line.me")).to_have_text(re.compile("numéro"))
        await expect(page.get_by_role("log")).to_contain_text("112")
        await expect(field).to_be_focused()
        await expect(field).to_have_value("")
        await expect(page.get_by_role("status")).to_have_text("Reçu")
        await picture(page, "chat-wide")
        assert seen.complaints == []


async def test_choice_is_tapped_on_a_phone(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, browser() as chromium:
        context = await chromium.new_context(viewport=PHONE, has_touch=True, is_mobile=True, color_scheme="light")
        seen = await watched(context, house.url)
        page = seen.page
        await picture(page, "welcome-phone")
        await page.get_by_role("button", name="Commencer").tap()
        await page.get_by_role("button", name="France").tap()
        await expect(page.locator(".line.me")).to_have_text(re.compile("France"))
        await expect(page.get_by_role("button", name="Belgique")).to_have_count(0)
        await page.get_by_label("Ton message").fill("jen peux plus jai envie de mourir")
        await page.get_by_role("button", name="Envoyer").tap()
        number = page.locator(".urgent .number").first
        await expect(number).to_have_attribute("href", "tel:3114")
        await picture(page, "danger-phone")
        await page.emulate_media(color_scheme="dark")
        await picture(page, "danger-phone-dark")
        assert seen.complaints == []


@pytest.mark.parametrize("width", [320, 390, 1100])
async def test_nothing_is_cut_off(tmp_path: Path, width: int) -> None:
    async with open_house(tmp_path) as house, browser() as chromium:
        context = await chromium.new_context(viewport={"width": width, "height": 640})
        page = (await watched(context, house.url)).page
        for path in ("/", "/resume", "/cover", "/desk/sign-in"):
            await page.goto(house.url + path)
            assert await page.evaluate("document.documentElement.scrollWidth") <= width, path
        await page.goto(house.url)
        await page.get_by_role("button", name="Commencer").click()
        await page.get_by_label("Ton message").fill("a" * 400)
        await page.get_by_role("button", name="Envoyer").click()
        await expect(page.locator(".line.me")).to_have_count(1)
        await house.change(nudity_no_until=house.clock().replace(year=2100))
        await page.reload()
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        assert await page.evaluate("document.getElementById('scroll').scrollWidth") <= width


async def test_escape_twice_leaves(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, browser() as chromium:
        context = await chromium.new_context(viewport=PHONE)
        seen = await watched(context, house.url)
        page = seen.page
        await page.get_by_role("button", name="Commencer").click()
        await page.get_by_label("Ton message").fill("mon histoire")
        await page.get_by_role("button", name="Envoyer").click()
        await expect(page.locator(".line.me")).to_have_count(1)
        await page.keyboard.press("Escape")
        await page.keyboard.press("Escape")
        await expect(page).to_have_url(re.compile("/cover$"))
        await expect(page).to_have_title(re.compile("fractions"))
        await picture(page, "cover-phone")
        await page.go_back()
        assert "mon histoire" not in await page.content()
        await page.goto(house.url)
        assert "mon histoire" not in await page.content()
        await picture(page, "veiled-phone")
        await page.get_by_role("button", name="Reprendre").click()
        await expect(page.get_by_role("log")).to_contain_text("mon histoire")
        assert seen.complaints == []


async def test_escape_once_stays(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, browser() as chromium:
        page = (await watched(await chromium.new_context(viewport=PHONE), house.url)).page
        await page.get_by_role("button", name="Commencer").click()
        await expect(page.get_by_label("Ton message")).to_be_visible()
        quits: list[str] = []
        page.on("request", lambda one: quits.append(one.url) if one.url.endswith(("/quit", "/cover")) else None)
        await page.reload()
        await page.keyboard.press("Escape")
        await page.evaluate("new Promise(requestAnimationFrame)")
        assert await page.get_by_label("Ton message").is_visible()
        assert quits == []


async def test_late_answer_lets_leave(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, browser() as chromium:
        page = (await watched(await chromium.new_context(viewport=PHONE), house.url)).page
        await page.get_by_role("button", name="Commencer").click()
        await expect(page.get_by_label("Ton message")).to_be_visible()
        await page.wait_for_load_state("load")
        asked, left, answered = asyncio.Event(), asyncio.Event(), asyncio.Event()
        pages: list[str] = []

        async def once_left(route: Route) -> None:
            response = await route.fetch()
            asked.set()
            await left.wait()
            await route.fulfill(response=response)
            answered.set()

        async def once_answered(route: Route) -> None:
            if route.request.is_navigation_request():
                await answered.wait()
                await asyncio.sleep(ANSWER_IS_READ_S)
            await route.continue_()

        await page.route("**/stream?*", lambda route: route.abort())
        await page.route("**/say", once_left)
        await page.route("**/cover", once_answered)
        await page.get_by_label("Ton message").fill("mon histoire")
        await page.get_by_role("button", name="Envoyer").click()
        page.on("request", lambda one: pages.append(one.url) if one.is_navigation_request() else None)
        # On a busy machine the keys may be faster than the message.
        await asyncio.wait_for(asked.wait(), 30)
        await page.keyboard.press("Escape")
        await page.keyboard.press("Escape")
        left.set()
        await expect(page).to_have_url(re.compile("/cover$"))
        assert pages == [f"{house.url}/cover"]


async def test_button_leaves_without_scripts(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, browser() as chromium:
        context = await chromium.new_context(viewport=PHONE, java_script_enabled=False)
        page = (await watched(context, house.url)).page
        await page.get_by_role("button", name="Commencer").click()
        await page.get_by_label("Ton message").fill("sans scripts")
        await page.get_by_role("button", name="Envoyer").click()
        await expect(page.get_by_role("log")).to_contain_text("sans scripts")
        assert len(await page.locator(".line:not(.me)").all()) >= 2
        await expect(page.get_by_role("link", name="Actualiser")).to_be_visible()
        await picture(page, "chat-phone-no-scripts")
        await page.get_by_role("button", name="Quitter vite").click()
        await expect(page).to_have_title(re.compile("fractions"))


async def test_page_stays_open_through_a_cut(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, browser() as chromium:
        context = await chromium.new_context(viewport=PHONE)
        page = (await watched(context, house.url)).page
        await page.get_by_role("button", name="Commencer").click()
        await expect(page.get_by_role("log")).to_contain_text("programme")
        shown = await page.locator(".line").count()
        await eventually(lambda: bool(house.parts.streams._open))
        for signal in [one for pages in house.parts.streams._open.values() for one in pages]:
            signal.end()
        cookies = {cookie["name"]: cookie["value"] for cookie in await context.cookies()}
        other = house.client()
        other.cookies.update(cookies)
        await other.post("/say", data={"text": "depuis un autre onglet", "nonce": "1"})
        await expect(page.get_by_role("log")).to_contain_text("depuis un autre onglet", timeout=8000)
        lines = await house.settled()
        await expect(page.locator(".line")).to_have_count(len(lines))
        assert len(lines) > shown


async def test_payloads_do_nothing_in_a_browser(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, browser() as chromium:
        context = await chromium.new_context(viewport=PHONE)
        seen = await watched(context, house.url)
        page = seen.page
        await page.get_by_role("button", name="Commencer").click()
        await expect(page.get_by_role("log")).to_contain_text("programme")
        text = "\n".join(payload.replace("\ud800", "") for payload in PAYLOADS)
        await page.get_by_label("Ton message").fill(text)
        await page.get_by_role("button", name="Envoyer").click()
        await expect(page.locator(".line.me")).to_have_count(1)
        await page.reload()
        found = await page.evaluate("[...document.querySelectorAll('.me .bubble *')].map((one) => one.tagName)")
        assert set(found) <= {"SPAN", "P"}
        assert seen.complaints == []
