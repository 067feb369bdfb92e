"""A real Chromium for the tests, driven over its own protocol; pictures of what it saw go to tests/screenshots."""

import asyncio
import contextlib
import os
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Error, Page, async_playwright

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
PICTURES = Path(__file__).parent / "screenshots"
PHONE = {"width": 390, "height": 780}
WIDE = {"width": 1100, "height": 760}

# Missing only on a developer's machine; in CI the absence of Chromium is a failure.
needs_chromium = pytest.mark.skipif(not CHROMIUM.exists() and not os.environ.get("CI"), reason="no Chromium here")


@contextlib.asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        with tempfile.TemporaryDirectory() as home:
            found = await playwright.chromium.launch(
                executable_path=CHROMIUM, args=ARGUMENTS, env={**os.environ, "HOME": home}
            )
            try:
                yield found
            finally:
                await found.close()


class Watched:
    """A page, and everything it complained about: errors of scripts, blocked content, requests to other hosts."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._console)
        page.on("dialog", lambda dialog: self.complaints.append(f"dialog {dialog.message}"))
        page.on("request", lambda one: None if one.url.startswith(url) else self.complaints.append(one.url))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            self.complaints.append(message.text)


async def watched(context: BrowserContext, url: str, path: str = "/") -> Watched:
    page = await context.new_page()
    seen = Watched(page, url)
    await page.goto(url + path)
    return seen


async def captured(page: Page, path: Path) -> None:
    """Takes a picture of the page. A busy machine may have no frame of it yet: then it is asked for again."""
    for last in (False, False, True):
        try:
            await page.screenshot(path=path)
        except Error as error:
            if last or "Unable to capture screenshot" not in error.message:
                raise
            await asyncio.sleep(1)
        else:
            return


async def picture(page: Page, name: str) -> None:
    PICTURES.mkdir(exist_ok=True)
    await captured(page, PICTURES / f"{name}.png")
