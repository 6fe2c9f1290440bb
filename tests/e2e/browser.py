"""What a person does on the chat page, step by step, in a real Chromium."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, async_playwright

__all__ = [
    "DESKTOP",
    "PHONE",
    "artwork",
    "choose_pair",
    "chromium",
    "open_page",
    "overflow",
    "press",
    "screenshot",
    "send",
    "switch_to",
    "wait_for_picture",
]

DESKTOP = (1280, 800)
PHONE = (360, 740)

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Start the system's Chromium; skip where there is none, unless one is required."""
    path = next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        if os.environ.get("EASEL_REQUIRE_BROWSER"):
            pytest.fail("EASEL_REQUIRE_BROWSER is set, but there is no Chromium")
        pytest.skip("there is no Chromium here: apt-get install chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        yield browser
        await browser.close()


async def open_page(browser: Browser, url: str, size: tuple[int, int] = DESKTOP) -> Page:
    """Open the chat page and wait until it knows the channel; its errors fail the test."""
    viewport = {"width": size[0], "height": size[1]}
    page = await browser.new_page(viewport=viewport, color_scheme="dark")
    page.on("pageerror", lambda error: pytest.fail(f"the page failed: {error}"))
    await page.goto(url)
    await page.get_by_role("radio", name="Mia").wait_for()
    return page


async def choose_pair(page: Page, number: int = 0) -> None:
    """Open the gallery and take a sample pair; photo, painting and command are then ready."""
    await page.get_by_role("button", name="Sample pictures").click()
    await page.locator("#gallery .pair").nth(number).click()
    # paintings are painted on the spot, once
    await page.locator("#tray [data-role=painting] img").wait_for(timeout=60_000)


async def send(page: Page, text: str | None = None) -> None:
    """Send what is in the composer, or `text`, with the Enter key."""
    box = page.get_by_role("textbox", name="Message")
    if text is not None:
        await box.fill(text)
    await box.press("Enter")
    await page.locator("#send:disabled").wait_for()


def artwork(page: Page, text: str = "") -> Locator:
    """Return the newest picture that the bot has posted in a message with `text`."""
    messages = page.locator(".message", has=page.locator(".name.easel"), has_text=text)
    return messages.locator(".picture").last


async def wait_for_picture(
    page: Page, text: str = "", *, other_than: str | None = None, seconds: float = 60
) -> str:
    """Wait until the bot's newest picture is on the screen and return its address.

    With `other_than` an earlier address, wait until the picture has been repainted.
    """
    picture = artwork(page, text)
    await picture.wait_for(timeout=seconds * 1000)
    element = await picture.element_handle()
    await page.wait_for_function(
        "([element, old]) => element.dataset.shown && element.dataset.shown !== old",
        arg=[element, other_than],
        timeout=seconds * 1000,
    )
    return str(await picture.get_attribute("data-shown"))


async def switch_to(page: Page, name: str) -> None:
    """Write as "Mia" or "Ada" from now on."""
    await page.get_by_role("radio", name=name).click()
    await page.locator(f"#text[placeholder$='as {name}']").wait_for()


async def press(page: Page, label: str) -> None:
    """Click the newest button with this label and wait until the bot has answered."""
    button = page.locator(".press", has_text=label).last
    await button.click()
    await page.locator(".press[aria-busy=true]").wait_for(state="detached")


async def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than the window."""
    wider: int = await page.evaluate(
        "Math.max(document.documentElement.scrollWidth - innerWidth,"
        " scroller.scrollWidth - scroller.clientWidth)"
    )
    return wider


async def screenshot(page: Page, name: str) -> Path:
    """Leave a picture of the page in EASEL_SCREENSHOTS (default: tests/screenshots)."""
    folder = Path(os.environ.get("EASEL_SCREENSHOTS", Path(__file__).parents[1] / "screenshots"))
    path = folder / f"{name}.png"
    await page.screenshot(path=path)
    return path
