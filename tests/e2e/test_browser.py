"""The whole way, as a person walks it: two pictures in the page become an artwork.

The fixture `studio` runs the playground and the real bot against it.
"""

from __future__ import annotations

import pytest

from tests.e2e import browser
from tests.e2e.studio import Studio

pytestmark = pytest.mark.browser


async def test_a_pair_becomes_an_artwork(studio: Studio) -> None:
    async with browser.chromium() as chromium:
        page = await browser.open_page(chromium, studio.places["url"])
        await browser.choose_pair(page)
        await browser.send(page, "!style weight=20:1 size=96 epochs=40 save-epochs=10")
        first = await browser.wait_for_picture(page, "painting", seconds=60)
        second = await browser.wait_for_picture(page, "painting", other_than=first, seconds=60)
        await browser.screenshot(page, "progress")
        final = await browser.wait_for_picture(page, "artwork is ready", seconds=90)
        assert len({first, second, final}) == 3
        url = studio.places["url"] + final  # the page names it by its path
        await studio.until(lambda _: url in studio.pictures)
        assert studio.picture(url).size == (96, 64)
        await browser.screenshot(page, "artwork")


async def test_the_page_fits_a_phone(studio: Studio) -> None:
    async with browser.chromium() as chromium:
        page = await browser.open_page(chromium, studio.places["url"], browser.PHONE)
        await browser.send(page, "!style")
        answer = page.locator(".message", has=page.locator(".name.easel")).last
        await answer.wait_for(timeout=30_000)
        assert await browser.overflow(page) <= 0
        await browser.screenshot(page, "phone")
