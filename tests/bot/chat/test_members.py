"""Slash command, menu and buttons over real sockets, as members use them."""

from __future__ import annotations

import json
from typing import Any

import aiohttp

from .conftest import Json, Life, Page, buttons, png, text_of

SLASH_FILES = {"photo": ("cat.png", "teal"), "painting": ("swirl.png", "gold")}


async def slash(page: Page, options: Json, *files: str, user: str = "mia") -> Json:
    """Run `/style` with options, and with the named pictures."""
    asked = {"user": user, "channel": page.channel, "command": "style", "options": options}
    form = aiohttp.FormData({"data": json.dumps(asked)})
    for field in files:
        name, colour = SLASH_FILES[field]
        form.add_field(field, png(colour), filename=name)
    return await page._post("/page/commands", data=form)


async def private(page: Page, user: str = "mia") -> list[str]:
    """Return what only this member is shown."""
    params = {"channel": page.channel, "user": user}
    url = page.places["url"] + "/page/messages"
    async with page.session.get(url, params=params) as response:
        every: list[Any] = await response.json()
        return [text_of(m) for m in every if m.get("flags", 0) & 64]


async def test_slash_and_the_buttons_under_its_artwork(life: Life, page: Page) -> None:
    await slash(page, {"weight": "20:1", "epochs": 10}, "photo", "painting")
    art = await page.answer("Your artwork is ready")
    assert art["mentions"]
    assert "weight=20:1" in text_of(art)
    assert {b.split(":")[1] for b in buttons(art)} == {"more", "less", "again", "compare", "delete"}
    await page.click(art, "more", user="noor")
    assert any("only its requester" in text for text in await private(page, "noor"))
    await page.click(art, "more")
    assert "weight=10:1" in text_of(await page.answer("#2 ·"))
    await page.click(art, "compare")
    await page.answer("photo, painting, artwork")


async def test_slash_mistakes_are_said_in_private(life: Life, page: Page) -> None:
    await slash(page, {"weight": "abc"}, "photo", "painting")
    assert any("takes two numbers" in text for text in await private(page))
    await slash(page, {}, "photo")
    assert any("That's one picture" in text for text in await private(page))
    assert await page.messages() == [] or await life.client.service.job(1) is None


async def test_swap_takes_them_the_other_way_round(life: Life, page: Page) -> None:
    await page.ask("epochs=1000 eps=0")
    await page.click(await page.answer("#1 · painting"), "exchange")
    assert "photo: swirl.png" in text_of(await page.answer("#2 ·"))
    await page.answer("#1 · cancelled")
