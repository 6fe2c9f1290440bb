"""The chat page in a real Chromium, with a small real bot behind it."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import Browser, Page, expect

from tests.bot.playground.driver import Clients, Playground, png
from tests.bot.playground.painter import Painter
from tests.e2e import browser as steps

pytestmark = pytest.mark.browser


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A Chromium of one's own."""
    async with steps.chromium() as chromium:
        yield chromium


async def test_two_pictures_become_one(
    playground: Playground, clients: Clients, browser: Browser
) -> None:
    painter = Painter()
    await clients.start(painter)
    page = await steps.open_page(browser, playground.url)
    await expect(page.locator("#status")).to_have_text("Easel is online")
    await steps.choose_pair(page, 1)
    await expect(page.locator("#tray .role")).to_have_text(["1photo", "2painting"])
    await expect(page.get_by_role("textbox", name="Message")).to_have_value("!style weight=20:1")
    await steps.send(page)
    await expect(page.locator("#tray")).to_be_hidden()
    shown = await steps.wait_for_picture(page, "Painting")
    place = await steps.artwork(page).bounding_box()
    for _ in range(3):
        painter.step.set()
        shown = await steps.wait_for_picture(page, "Painting", other_than=shown)
        assert await steps.artwork(page).bounding_box() == place  # nothing jumps
    picture = Image.open(io.BytesIO(await playground.fetch(playground.url + shown)))
    assert picture.getpixel((0, 0)) == (0, 128, 0)
    await expect(page.locator(".embed .text").first).to_have_text("step 3")
    painter.step.set()
    await steps.wait_for_picture(page, "Done")
    done = page.locator(".message", has_text="Done").last
    await expect(done.locator(".text")).to_contain_text("<b>bold</b> code strong")
    await steps.switch_to(page, "Ada")
    await steps.press(page, "More style")
    await expect(page.locator(".message").last).to_contain_text("@Ada wants more")
    await steps.screenshot(page, "playground")


async def test_a_picture_opens_and_closes(playground: Playground, browser: Browser) -> None:
    said = await playground.say("look", ("a.png", png(size=(300, 200))))
    page = await steps.open_page(browser, playground.url)
    await page.get_by_role("button", name="a.png").click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await playground.post("/page/deletions", user="mia", message=said["id"])
    await expect(page.locator(".message")).to_have_count(0)


async def test_files_are_attached_dropped_and_removed(
    playground: Playground, browser: Browser, tmp_path: Path
) -> None:
    paths = [tmp_path / "one.png", tmp_path / "two.png"]
    for path in paths:
        path.write_bytes(png())
    page = await steps.open_page(browser, playground.url)
    await page.locator("#files").set_input_files(paths)
    await expect(page.locator("#tray .label")).to_have_text(["one.png", "two.png"])
    await page.get_by_role("button", name="Swap").click()
    await expect(page.locator("#tray .label")).to_have_text(["two.png", "one.png"])
    await page.get_by_role("button", name="Remove photo two.png").click()
    await _drop(page, "three.png")
    await expect(page.locator("#tray .label")).to_have_text(["one.png", "three.png"])
    await steps.send(page, "line\nline")
    (said,) = await playground.messages()
    assert said["content"] == "line\nline"
    assert [file["filename"] for file in said["attachments"]] == ["one.png", "three.png"]


async def test_replies_and_keys(playground: Playground, browser: Browser) -> None:
    first = await playground.say("first", user="ada")
    page = await steps.open_page(browser, playground.url)
    await page.locator(".message").hover()
    await page.get_by_role("button", name="Reply", exact=True).click()
    await expect(page.locator("#answering")).to_contain_text("Replying to Ada")
    await page.keyboard.type("a")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("b @Easel")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message")).to_have_count(2)
    said = (await playground.messages())[-1]
    assert said["content"] == "a\nb <@1250000000000000010>"
    assert said["message_reference"]["message_id"] == first["id"]
    await page.get_by_role("button", name="In reply to Ada: first").click()
    await expect(page.locator(".message").first).to_have_class("message first flash")


async def test_the_page_comes_back_by_itself(tmp_path: Path, browser: Browser) -> None:
    async with Playground.process(tmp_path) as (playground, process):
        await playground.say("before")
        page = await steps.open_page(browser, playground.url)
        process.terminate()
        await process.wait()
        await expect(page.locator("#banner")).to_be_visible()
    port = playground.url.rsplit(":", 1)[1]
    async with Playground.process(tmp_path, "--port", port) as (playground, _):
        await expect(page.locator("#banner")).to_be_hidden(timeout=10_000)
        await playground.say("after")
        await expect(page.locator(".message")).to_have_count(2)


async def test_it_fits_a_phone(playground: Playground, browser: Browser) -> None:
    wide = ("x" * 300, "```\n" + "y" * 200 + "\n```", "https://example.org/" + "z" * 200)
    for text in wide:
        await playground.say(text, ("a.png", png(size=(900, 300))), user="ada")
    page = await steps.open_page(browser, playground.url, steps.PHONE)
    await expect(page.locator(".message")).to_have_count(3)
    assert await steps.overflow(page) <= 0
    await page.get_by_role("button", name="Channels and people").click()
    await expect(page.get_by_text("In the studio")).to_be_in_viewport()
    await page.keyboard.press("Escape")
    await steps.screenshot(page, "playground-phone")


async def _drop(page: Page, name: str) -> None:
    """Drop a file on the page as a mouse would."""
    await page.evaluate(
        """([name, bytes]) => {
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([new Uint8Array(bytes)], name, { type: "image/png" }));
            for (const type of ["dragenter", "dragover", "drop"])
                document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true }));
        }""",
        [name, list(png())],
    )
