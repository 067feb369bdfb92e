"""A whole conversation typed in a browser: from the notice to a plan, with numbers that are open now."""

from pathlib import Path

from browser import PHONE, browser, needs_chromium, picture, watched
from playwright.async_api import expect
from web_house import open_house

pytestmark = needs_chromium

STORY = "ils ont fait un groupe snap pour se moquer de moi depuis 2 semaines, c'est des gens de ma classe de 4e"


async def test_from_the_notice_to_a_plan(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, browser() as chromium:
        context = await chromium.new_context(viewport=PHONE, device_scale_factor=2)
        seen = await watched(context, house.url)
        page, log = seen.page, seen.page.get_by_role("log")
        await page.get_by_role("button", name="Commencer").click()
        await expect(log).to_contain_text("Je suis un programme, pas une personne.")
        await page.get_by_role("button", name="France").click()
        await page.get_by_role("button", name="Ça m'arrive à moi").click()
        await expect(page.locator(".line.me")).to_have_count(2)
        await page.get_by_label("Ton message").fill(STORY)
        await page.get_by_role("button", name="Envoyer").click()
        await expect(log).to_contain_text("Je te crois.")
        await page.wait_for_timeout(300)
        await picture(page, "story-phone")
        await page.get_by_role("button", name="Non", exact=True).click()
        await expect(log).to_contain_text("Garde les preuves")
        await expect(log.locator("a.dial").first).to_be_visible()
        await expect(log).to_contain_text("Voici ton plan.")
        await page.wait_for_timeout(300)
        await picture(page, "plan-phone")
        shown = {service for line in await house.settled() if line.say for service in line.say.services}
        assert shown >= {"fr-3018"}
        assert seen.complaints == []
