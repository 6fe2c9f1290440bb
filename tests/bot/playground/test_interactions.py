"""Buttons, from the click to the answer."""

from __future__ import annotations

import asyncio
from typing import Any

import discord
import pytest

from tests.bot.playground.driver import Clients, Playground, Recorder, attached


def view(*ids: str, disabled: bool = False) -> discord.ui.View:
    """Return a view with a button for each custom id."""
    made = discord.ui.View(timeout=None)
    for custom_id in ids:
        made.add_item(
            discord.ui.Button(label=custom_id, custom_id=custom_id, disabled=disabled, emoji="🎨")
        )
    return made


async def click(
    playground: Playground, message: discord.Message, custom_id: str, user: str = "mia"
) -> tuple[int, Any]:
    """Click as somebody."""
    path = "/page/clicks"
    return await playground.post(path, user=user, message=str(message.id), custom_id=custom_id)


async def clicked(
    playground: Playground, client: Recorder, user: str = "mia"
) -> tuple[discord.Interaction, asyncio.Task[tuple[int, Any]]]:
    """Post a button, click it, and return what the client gets."""
    message = await client.studio.send("press", view=view("go"))
    pressing = asyncio.create_task(click(playground, message, "go", user))
    return await asyncio.wait_for(client.clicks.get(), 5), pressing


async def test_a_click_is_answered_with_a_message(playground: Playground, clients: Clients) -> None:
    client = await clients.start()
    interaction, pressing = await clicked(playground, client, "ada")
    assert interaction.user.display_name == "Ada"
    assert interaction.permissions.manage_guild
    response = await interaction.response.send_message("hello", file=attached())
    assert isinstance(response.resource, discord.InteractionMessage)
    assert response.resource.attachments
    assert await pressing == (204, None)
    changed = await interaction.edit_original_response(content="changed")
    assert changed.content == "changed"
    assert (await interaction.followup.send("more", wait=True)).content == "more"
    assert [m["content"] for m in await playground.messages()] == ["press", "changed", "more"]


async def test_a_click_changes_its_message(playground: Playground, clients: Clients) -> None:
    client = await clients.start()
    interaction, pressing = await clicked(playground, client)
    await interaction.response.edit_message(content="done", view=None, attachments=[attached()])
    assert (await pressing)[0] == 204
    (message,) = await playground.messages()
    assert (message["content"], message["components"]) == ("done", [])
    assert message["attachments"][0]["width"] == 48


async def test_deferred_answers(playground: Playground, clients: Clients) -> None:
    client = await clients.start()
    interaction, _ = await clicked(playground, client)
    await interaction.response.defer(thinking=True)
    assert (await playground.messages())[-1]["flags"] == 128
    await interaction.followup.send("here it is")
    assert [m["content"] for m in await playground.messages()] == ["press", "here it is"]
    interaction, _ = await clicked(playground, client)
    await interaction.response.defer()
    await interaction.edit_original_response(content="pressed")
    assert (await playground.messages())[-1]["content"] == "pressed"


async def test_whispers_stay_out_of_the_channel(playground: Playground, clients: Clients) -> None:
    client = await clients.start()
    async with playground.http.ws_connect(f"{playground.url}/page/events") as page:
        await page.receive_json()
        interaction, _ = await clicked(playground, client)
        await interaction.response.send_message("between us", ephemeral=True)
        await page.receive_json()
        told = await page.receive_json()
    assert told["message"]["only_for"] == str(interaction.user.id)
    assert [m["content"] for m in await playground.messages()] == ["press"]


async def test_an_answer_comes_once(playground: Playground, clients: Clients) -> None:
    client = await clients.start()
    interaction, _ = await clicked(playground, client)
    path = f"/interactions/{interaction.id}/{interaction.token}/callback"
    assert (await playground.rest("POST", path, json={"type": 6}))[0] == 204
    status, error = await playground.rest("POST", path, json={"type": 6})
    assert (status, error["code"]) == (400, 40060)


async def test_an_answer_after_three_seconds_is_too_late(
    playground: Playground, clients: Clients
) -> None:
    client = await clients.start()
    interaction, pressing = await clicked(playground, client)
    status, told = await pressing
    assert status == 504
    assert "did not answer" in told["error"]
    with pytest.raises(discord.NotFound) as late:
        await interaction.response.send_message("late")
    assert late.value.code == 10062


async def test_clicks_that_lead_nowhere(playground: Playground, clients: Clients) -> None:
    client = await clients.start()
    message = await client.studio.send("off", view=view("off", disabled=True))
    assert (await click(playground, message, "off"))[0] == 409
    assert (await click(playground, message, "other"))[0] == 404
    message = await client.studio.send("on", view=view("on"))
    async with playground.http.ws_connect(f"{playground.url}/page/events") as page:
        await page.receive_json()
        await client.close()
        assert (await page.receive_json())["online"] is False
    assert (await click(playground, message, "on"))[0] == 503
