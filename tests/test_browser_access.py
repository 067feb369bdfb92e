"""Everyone can use every page: names, roles, contrast, target sizes, in the light and in the dark (WCAG 2.2 AA)."""

from pathlib import Path
from typing import Any

import pytest
from browser import PHONE, browser, needs_chromium
from playwright.async_api import Page, expect
from web_house import PASSWORD, House, open_house

pytestmark = needs_chromium

AXE = Path(__file__).parent / "data" / "axe" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


async def problems(page: Page, where: str) -> list[str]:
    """What axe finds wrong, one line per element."""
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = await page.evaluate(
        "(rules) => axe.run(document, {runOnly: rules, rules: {'target-size': {enabled: true}}})", RULES
    )
    return [
        f"{where}: {rule['id']} {node['html'][:120]} {node['any'][0]['message'] if node['any'] else ''}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


async def person_pages(house: House, page: Page) -> list[str]:
    found = []
    for path in ("/", "/resume", "/collect", "/cover", "/nowhere"):
        await page.goto(house.url + path)
        found += await problems(page, path)
    await page.goto(house.url)
    await page.get_by_role("button", name="Commencer").click()
    await page.get_by_label("Ton message").fill("jen peux plus jai envie de mourir")
    await page.get_by_role("button", name="Envoyer").click()
    await expect(page.locator(".urgent").first).to_be_visible()
    found += await problems(page, "danger")
    await page.locator("#menu summary").click()
    found += await problems(page, "menu")
    await house.change(nudity_no_until=house.clock().replace(year=2100))
    await page.reload()
    found += await problems(page, "upload")
    await page.locator("#menu summary").click()
    await page.get_by_role("button", name="Reprendre plus tard").click()
    found += await problems(page, "code")
    return found


async def helper_pages(house: House, page: Page) -> list[str]:
    await house.helper()
    await page.goto(house.url + "/desk/sign-in")
    found = await problems(page, "sign-in")
    await page.get_by_label("Nom").fill("nadia")
    await page.get_by_label("Mot de passe").fill(PASSWORD)
    await page.get_by_label("Code à 6 chiffres").fill(house.totp("nadia"))
    await page.get_by_role("button", name="Se connecter").click()
    await page.get_by_role("button", name="Je suis là").click()
    person = house.client()
    await person.post("/say", data={"text": "jen peux plus jai envie de mourir", "nonce": "1"})
    await person.post("/command", data={"name": "relais", "nonce": "2"})
    claim = page.get_by_role("button", name="Prendre")
    await expect(claim).to_be_visible()
    found += await problems(page, "queue")
    await claim.click()
    await person.post("/say", data={"text": "tu es là ?", "nonce": "3"})
    await expect(page.get_by_role("log")).to_contain_text("tu es là")
    return found + await problems(page, "exchange")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_person_can_use_every_page(tmp_path: Path, scheme: Any) -> None:
    async with open_house(tmp_path) as house, browser() as chromium:
        context = await chromium.new_context(viewport=PHONE, color_scheme=scheme, bypass_csp=True)
        assert await person_pages(house, await context.new_page()) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_helper_can_use_every_page(tmp_path: Path, scheme: Any) -> None:
    async with open_house(tmp_path) as house, browser() as chromium:
        context = await chromium.new_context(viewport=PHONE, color_scheme=scheme, bypass_csp=True)
        assert await helper_pages(house, await context.new_page()) == []


async def test_check_finds_a_fault(tmp_path: Path) -> None:
    async with browser() as chromium:
        page = await chromium.new_page()
        await page.set_content(
            "<html lang=fr><title>x</title><main><h1>x</h1><input><p style='color:#999'>gris</p></main>"
        )
        found = "\n".join(await problems(page, "bad"))
        assert "label" in found
        assert "color-contrast" in found
