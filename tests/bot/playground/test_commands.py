"""Slash commands, menus, forms and choices: a real client answers, people use them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Literal

import discord
import pytest
from discord import app_commands

from tests.bot.playground.driver import Clients, Playground, Recorder, png

Click = discord.Interaction[Any]


class Form(discord.ui.Modal, title="A form"):
    """One old row, one new label."""

    note: discord.ui.TextInput[Any] = discord.ui.TextInput(label="Note", min_length=2)

    async def on_submit(self, click: Click) -> None:
        """Say what was written."""
        await click.response.send_message(f"noted {self.note.value}")


class Shop(Recorder):
    """A client with commands of every kind."""

    def __init__(self) -> None:
        super().__init__()
        self.tree = app_commands.CommandTree(self)
        for add in (_paint, _admin, _menu):
            add(self.tree)

    async def setup_hook(self) -> None:
        """Sync."""
        await self.tree.sync()


def _paint(tree: app_commands.CommandTree[Any]) -> None:
    @tree.command()
    @app_commands.guild_only()
    async def paint(
        click: Click,
        photo: discord.Attachment,
        size: app_commands.Range[int, 16, 64],
        mood: Literal["calm", "wild"] = "calm",
        style: str = "none",
    ) -> None:
        """Paint."""
        width = len(await photo.read())
        await click.response.send_message(f"{photo.width} {size} {mood} {style} {width}")

    @paint.autocomplete("style")
    async def styles(_: Click, text: str) -> list[app_commands.Choice[str]]:
        names = [name for name in ("swirl", "wave", "snow") if name.startswith(text)]
        return [app_commands.Choice(name=name, value=name) for name in names]


def _admin(tree: app_commands.CommandTree[Any]) -> None:
    group = app_commands.Group(
        name="manage",
        description="For admins.",
        default_permissions=discord.Permissions(manage_guild=True),
    )

    @group.command()
    async def ban(click: Click, who: discord.Member, where: discord.TextChannel) -> None:
        """Ban."""
        text = f"{who.display_name} in {where.name}"
        await click.response.send_message(text, ephemeral=True)

    @group.command()
    async def slow(click: Click) -> None:
        """Take one's time."""
        await click.response.defer(thinking=True)
        await click.edit_original_response(content="done")
        await click.followup.send("and more")

    @group.command()
    async def form(click: Click) -> None:
        """Ask."""
        await click.response.send_modal(Form())

    tree.add_command(group)


def _menu(tree: app_commands.CommandTree[Any]) -> None:
    @tree.context_menu(name="Style this picture")
    async def look(click: Click, message: discord.Message) -> None:
        await click.response.send_message(f"{len(message.attachments)} in “{message.content}”")


@pytest.fixture
async def shop(clients: Clients) -> Shop:
    """The client, online, its commands synced."""
    client = Shop()
    await clients.start(client)
    return client


async def test_options_arrive_typed_with_their_file(playground: Playground, shop: Shop) -> None:
    options = {"size": 32, "mood": "wild"}
    status, told = await playground.run("paint", options, photo=png(size=(7, 5)))
    assert status == 200, told
    assert told["message"]["content"].startswith("7 32 wild none")
    assert told["message"]["type"] == 20
    assert told["message"]["interaction"]["name"] == "paint"


async def test_options_that_do_not_fit_never_reach_the_bot(
    playground: Playground, shop: Shop
) -> None:
    for options in ({}, {"size": 5}, {"size": "32"}, {"size": 32, "mood": "x"}, {"colour": 1}):
        status, told = await playground.run("paint", options, photo=png())
        assert status == 400, told
    assert (await playground.run("paint", {"size": 32}))[0] == 400  # no photo
    assert (await playground.run("point", {}))[0] == 404


async def test_choices_are_completed(playground: Playground, shop: Shop) -> None:
    asked = {"command": "paint", "options": {"style": "s"}, "focused": "style"}
    status, told = await playground.post("/page/autocomplete", user="mia", **asked)
    assert status == 200
    assert [choice["value"] for choice in told["choices"]] == ["swirl", "snow"]


async def test_commands_for_admins_are_hidden_from_members(
    playground: Playground, shop: Shop
) -> None:
    names = {user: await playground.commands(user) for user in ("mia", "ada")}
    assert names["mia"] == {"paint", "Style this picture"}
    assert names["ada"] == {"paint", "Style this picture", "manage"}
    assert (await playground.run("manage slow", {}, user="mia"))[0] == 404
    await playground.post("/page/roles", name="Helper", permissions=["MANAGE_GUILD"])
    await playground.post("/page/grants", user="mia", roles=["Helper"])
    assert "manage" in await playground.commands("mia")


async def test_people_and_channels_are_resolved(playground: Playground, shop: Shop) -> None:
    status, told = await playground.run("manage ban", {"who": "mia", "where": "studio"}, user="ada")
    assert (status, told["message"]["content"]) == (200, "Mia in studio")
    assert told["message"]["flags"] == 64
    assert await playground.messages() == []  # only Ada sees it
    async with playground.http.get(f"{playground.url}/page/messages?user=ada") as answer:
        (seen,) = await answer.json()
    assert seen["only_for"] == told["message"]["interaction"]["user"]["id"]


async def test_deferred_commands_and_follow_ups(playground: Playground, shop: Shop) -> None:
    _, told = await playground.run("manage slow", {}, user="ada")
    assert told["type"] == 5
    async with asyncio.timeout(5):
        while len(said := await playground.messages()) < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    assert [message["content"] for message in said] == ["done", "and more"]
    assert said[1]["message_reference"]["message_id"] == said[0]["id"]


async def test_a_form_is_shown_and_handed_in(playground: Playground, shop: Shop) -> None:
    _, told = await playground.run("manage form", {}, user="ada")
    assert told["modal"]["title"] == "A form"
    (row,) = told["modal"]["components"]
    field = row.get("component") or row["components"][0]
    form = {"user": "ada", "modal": told["id"]}
    short = {field["custom_id"]: "x"}
    assert (await playground.post("/page/modals", **form, values=short))[0] == 400
    assert (await playground.post("/page/modals", **form | {"user": "mia"}))[0] == 404
    status, done = await playground.post(
        "/page/modals", **form, values={field["custom_id"]: "paint"}
    )
    assert (status, done["message"]["content"]) == (200, "noted paint")


async def test_a_command_on_a_message(playground: Playground, shop: Shop) -> None:
    said = await playground.say("look", ("a.png", png()), user="ada")
    deed = {"user": "mia", "message": said["id"], "command": "Style this picture"}
    status, told = await playground.post("/page/menus", **deed)
    assert (status, told["message"]["content"]) == (200, "1 in “look”")


@pytest.mark.parametrize(
    ("make", "chosen", "expected"),
    [
        (lambda: _strings("a", "b", "c"), ["b", "a"], ["b", "a"]),
        (lambda: discord.ui.UserSelect[Any](custom_id="menu"), ["mia"], ["Mia"]),
        (lambda: discord.ui.RoleSelect[Any](custom_id="menu"), ["Admin"], ["Admin"]),
        (lambda: discord.ui.ChannelSelect[Any](custom_id="menu"), ["studio"], ["studio"]),
    ],
)
async def test_menus(
    playground: Playground,
    clients: Clients,
    make: Callable[[], discord.ui.Item[Any]],
    chosen: list[str],
    expected: list[str],
) -> None:
    client = await clients.start()
    picked: asyncio.Queue[list[Any]] = asyncio.Queue()
    item: Any = make()

    async def chose(click: Click) -> None:
        picked.put_nowait(item.values)
        await click.response.defer()

    item.callback = chose
    sent = await client.studio.send("choose", view=discord.ui.View(timeout=None).add_item(item))
    deed = {"user": "mia", "message": str(sent.id), "custom_id": "menu"}
    assert (await playground.post("/page/selects", **deed, values=["nothing"]))[0] == 400
    assert (await playground.post("/page/selects", **deed, values=chosen))[0] == 204
    values = await asyncio.wait_for(picked.get(), 5)
    assert [str(getattr(v, "display_name", v)).lower() for v in values] == [
        value.lower() for value in expected
    ]


async def test_tokens_and_answers_in_the_wrong_order(
    playground: Playground, clients: Clients
) -> None:
    client = await clients.start()
    path = "/applications/1250000000000000010/commands"
    await playground.rest("PUT", path, json=[{"name": "x", "description": "x"}])
    running = asyncio.create_task(playground.run("x", {}))
    asked = await asyncio.wait_for(client.clicks.get(), 5)
    hook = f"/webhooks/{asked.application_id}/{asked.token}"
    answer = f"/interactions/{asked.id}/{asked.token}/callback"
    await _refused(playground.rest("POST", hook, json={"content": "x"}), 404, 10015)
    for kind in (6, 7, 8):  # there is no message to change, and nothing to complete
        body: dict[str, Any] = {"type": kind} | ({"data": {"choices": []}} if kind == 8 else {})
        await _refused(playground.rest("POST", answer, json=body), 400, 50035)
    assert (await playground.rest("POST", answer, json={"type": 5}))[0] == 204
    assert (await running)[1]["type"] == 5
    await playground.control("age", seconds=901)
    await _refused(playground.rest("POST", hook, json={"content": "x"}), 401, 50027)
    await _refused(playground.rest("POST", answer, json={"type": 5}), 404, 10062)


async def test_bad_commands_are_refused(playground: Playground) -> None:
    path = "/applications/1250000000000000010/commands"
    text = {"type": 3, "name": "a", "description": "a"}
    for change in (
        {"name": "Big"},
        {"description": ""},
        {"options": [text, text]},
        {"options": [text, text | {"name": "b", "required": True}]},
        {"options": [text | {"autocomplete": True, "choices": [{"name": "x", "value": "x"}]}]},
        {"options": [text, {"type": 1, "name": "sub", "description": "x"}]},
        {"type": 3},
    ):
        body = [{"name": "x", "description": "x"} | change]
        await _refused(playground.rest("PUT", path, json=body), 400, 50035)
    same = [{"name": "x", "description": "x"}]
    first, second = [(await playground.rest("PUT", path, json=same))[1] for _ in range(2)]
    assert first[0]["id"] == second[0]["id"]


def _strings(*values: str) -> discord.ui.Select[Any]:
    options = [discord.SelectOption(label=value) for value in values]
    return discord.ui.Select(custom_id="menu", options=options, max_values=2)


async def _refused(request: Awaitable[tuple[int, Any]], status: int, code: int) -> None:
    found, error = await request
    assert (found, error["code"]) == (status, code), error
