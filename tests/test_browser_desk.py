"""Two browsers: a person asks for a human, a helper claims, they talk, it closes. And a file, once it may come."""

import re
from pathlib import Path

from browser import PHONE, WIDE, browser, captured, needs_chromium, picture, watched
from playwright.async_api import expect
from web_house import PASSWORD, open_house

pytestmark = needs_chromium


async def test_two_browsers_talk(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, browser() as chromium:
        await house.helper()
        desk = await watched(await chromium.new_context(viewport=WIDE), house.url, "/desk")
        await picture(desk.page, "desk-sign-in")
        await desk.page.get_by_label("Nom").fill("nadia")
        await desk.page.get_by_label("Mot de passe").fill(PASSWORD)
        await desk.page.get_by_label("Code à 6 chiffres").fill(house.totp("nadia"))
        await desk.page.get_by_role("button", name="Se connecter").click()
        await desk.page.get_by_role("button", name="Je suis là").click()
        await expect(desk.page.get_by_text("Vous êtes là.")).to_be_visible()

        chat = await watched(await chromium.new_context(viewport=PHONE), house.url)
        await chat.page.get_by_role("button", name="Commencer").click()
        await chat.page.get_by_label("Ton message").fill("avant la demande")
        await chat.page.get_by_role("button", name="Envoyer").click()
        await expect(chat.page.locator(".line.me")).to_have_count(1)
        await chat.page.locator("#menu summary").click()
        await picture(chat.page, "menu-phone")
        await chat.page.locator("#menu").get_by_role("button", name="Parler à un humain").click()

        claim = desk.page.get_by_role("button", name="Prendre")
        await expect(claim).to_be_visible()
        await picture(desk.page, "desk-queue")
        await claim.click()
        await expect(chat.page.get_by_role("log")).to_contain_text("Nadia")
        assert "avant la demande" not in await desk.page.content()

        await chat.page.get_by_label("Ton message").fill("tu es un vrai humain ?")
        await chat.page.get_by_role("button", name="Envoyer").click()
        await expect(desk.page.get_by_role("log")).to_contain_text("tu es un vrai humain ?")
        await desk.page.get_by_label("Votre réponse").fill("Oui. Je suis là pour t'écouter.")
        await desk.page.get_by_role("button", name="Envoyer").click()
        await expect(chat.page.get_by_role("log")).to_contain_text("Je suis là pour t'écouter.")
        await expect(desk.page.get_by_role("log")).to_contain_text("Je suis là pour t'écouter.")
        await expect(desk.page.get_by_label("Votre réponse")).to_have_value("")
        await picture(chat.page, "human-phone")
        await picture(desk.page, "desk-exchange")

        await desk.page.get_by_role("button", name="Clore").click()
        await expect(desk.page.get_by_text("Aucun échange ouvert.")).to_be_visible()
        await expect(chat.page.get_by_role("log")).to_contain_text("programme", timeout=8000)
        await desk.page.get_by_role("button", name="Se déconnecter").click()
        await expect(desk.page.get_by_role("button", name="Se connecter")).to_be_visible()
        assert desk.complaints + chat.complaints == []


async def test_field_opens_after_the_answer(tmp_path: Path) -> None:
    capture = tmp_path / "capture.png"
    async with open_house(tmp_path) as house, browser() as chromium:
        chat = await watched(await chromium.new_context(viewport=PHONE), house.url)
        page = chat.page
        await page.get_by_role("button", name="Commencer").click()
        await captured(page, capture)
        await expect(page.locator("input[type=file]")).to_have_count(0)
        await page.get_by_role("button", name="Ajouter un fichier").click()
        await page.get_by_role("button", name="Non", exact=True).click()
        await expect(page.get_by_label("Choisis un fichier")).to_be_visible()
        await picture(page, "upload-phone")
        await page.get_by_label("Choisis un fichier").set_input_files(capture)
        await page.get_by_role("button", name="Envoyer le fichier").click()
        await expect(page.locator(".line.me").last).to_contain_text("Un fichier")
        receipt = page.locator(".line:not(.me)", has_text=re.compile("gardé|pièce|reçu", re.IGNORECASE))
        await expect(receipt.last).to_be_visible(timeout=10_000)
        assert await house.count("evidence") == 1
        await picture(page, "receipt-phone")
        assert chat.complaints == []
