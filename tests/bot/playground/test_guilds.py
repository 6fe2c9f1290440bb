"""Several guilds: who may do what where, threads, marks, messages that grow old."""

from __future__ import annotations

import asyncio
import time

import discord
import pytest

from tests.bot.playground.driver import STUDIO, Clients, Playground, Recorder, attached, png

MESSAGES = f"/channels/{STUDIO}/messages"


async def test_guilds_come_and_go(playground: Playground, clients: Clients) -> None:
    client = await clients.start()
    _, made = await playground.post("/page/guilds", name="Night school", people=["mia"], tier=2)
    said = await playground.say("hello", channel=made["channel"])
    heard = await client.hear()
    assert heard.guild and (heard.guild.name, heard.id) == ("Night school", int(said["id"]))
    assert heard.guild.filesize_limit == 50 * 1024**2
    with pytest.raises(AssertionError, match="may not write"):
        await playground.say("hello", channel=made["channel"], user="noor")
    await playground.post("/page/people", user="noor", guild=made["id"])
    await playground.say("hello", channel=made["channel"], user="noor")
    await client.hear()
    gone = {"user": "bot", "guild": made["id"], "there": False}
    await playground.post("/page/people", **gone)
    await playground.say("anybody?", channel=made["channel"])
    await playground.say("here")
    assert (await client.hear()).content == "here"
    assert len(client.guilds) == 1
    assert (await playground.rest("GET", f"/guilds/{made['id']}"))[1]["code"] == 10004
    assert (await playground.rest("GET", f"/channels/{made['channel']}"))[1]["code"] == 50001


async def test_members_and_roles(playground: Playground, clients: Clients) -> None:
    client = await clients.start()
    _, user = await playground.post("/page/people", user="otto", name="Otto")
    _, role = await playground.post("/page/roles", name="Helper", permissions=["MANAGE_MESSAGES"])
    await playground.post("/page/grants", user="otto", roles=["Helper"])
    await playground.say("hello", user="otto")
    author = (await client.hear()).author
    assert isinstance(author, discord.Member)
    assert [held.id for held in author.roles[1:]] == [int(role["id"])]
    assert author.guild_permissions.manage_messages
    assert (await client.guilds[0].fetch_member(author.id)).display_name == "Otto"
    await playground.post("/page/people", user="otto", there=False)
    with pytest.raises(discord.NotFound) as missing:
        await client.guilds[0].fetch_member(int(user["id"]))
    assert missing.value.code == 10007
    with pytest.raises(discord.NotFound) as unknown:
        await client.guilds[0].fetch_member(1)
    assert unknown.value.code == 10013


@pytest.mark.parametrize(
    ("denied", "code"),
    [("SEND_MESSAGES", 50013), ("ATTACH_FILES", 50013), ("VIEW_CHANNEL", 50001)],
)
async def test_a_channel_denies_the_bot(
    playground: Playground, clients: Clients, denied: str, code: int
) -> None:
    client = await clients.start()
    layer = {"channel": str(STUDIO), "target": "bot"}
    await playground.post("/page/overwrites", **layer, deny=[denied])
    with pytest.raises(discord.Forbidden) as refused:
        await client.studio.send("x", file=attached())
    assert refused.value.code == code
    may = client.studio.permissions_for(client.studio.guild.me)
    assert not getattr(may, denied.lower())
    await playground.post("/page/overwrites", **layer)
    assert (await client.studio.send("x", file=attached())).attachments


async def test_a_channel_denies_members(playground: Playground, clients: Clients) -> None:
    layer = {"channel": str(STUDIO), "target": "@everyone"}
    await playground.post("/page/overwrites", **layer, deny=["ATTACH_FILES"])
    with pytest.raises(AssertionError, match="attach files"):
        await playground.say("x", ("a.png", png()))
    await playground.say("x", ("a.png", png()), user="ada")  # the owner may do everything
    assert (await playground.post("/page/control", action="deny", permissions=["FLY"]))[0] == 400


async def test_what_the_bot_may_not_read_stays_away(
    playground: Playground, clients: Clients
) -> None:
    client = await clients.start()
    await playground.post("/page/overwrites", channel=str(STUDIO), target="Easel", deny=_READ)
    said = await playground.say("hello")
    message = await client.hear()
    assert [m async for m in client.studio.history()] == []
    with pytest.raises(discord.Forbidden):
        await client.studio.fetch_message(int(said["id"]))
    with pytest.raises(discord.HTTPException) as refused:
        await message.reply("x")
    assert refused.value.code == 160002


async def test_hour_old_messages_can_be_edited_a_few_times(
    playground: Playground, clients: Clients
) -> None:
    sent = await (await clients.start()).studio.send("old")
    await playground.control("age", message=str(sent.id))
    path = f"{MESSAGES}/{sent.id}"
    for number in range(3):
        assert (await playground.rest("PATCH", path, json={"content": str(number)}))[0] == 200
    status, error = await playground.rest("PATCH", path, json={"content": "x"})
    assert (status, error["code"]) == (429, 30046)
    assert error["retry_after"] > 0


async def test_threads(playground: Playground, clients: Clients) -> None:
    client = await clients.start()
    await playground.say("start")
    message = await client.hear()
    thread = await message.create_thread(name="Progress")
    assert (thread.id, thread.parent_id) == (message.id, STUDIO)
    await thread.send("step 1", file=attached())
    with pytest.raises(discord.HTTPException) as again:
        await message.create_thread(name="Progress")
    assert again.value.code == 160004
    await playground.say("nice", channel=str(thread.id))
    heard = await client.hear()
    assert isinstance(heard.channel, discord.Thread)
    shown = (await playground.messages())[0]
    assert (shown["thread"]["name"], shown["flags"]) == ("Progress", 32)
    await thread.edit(archived=True)
    with pytest.raises(discord.HTTPException) as closed:
        await thread.send("late")
    assert closed.value.code == 50083


async def test_reactions_and_pins(playground: Playground, clients: Clients) -> None:
    intents = discord.Intents(guilds=True, guild_messages=True, guild_reactions=True)
    client = await clients.start(Recorder(intents))
    message = await client.studio.send("like it?")
    await message.add_reaction("🎨")
    await playground.post("/page/reactions", user="mia", message=str(message.id), emoji="🎨")
    fetched = await client.studio.fetch_message(message.id)
    assert [(str(r.emoji), r.count, r.me) for r in fetched.reactions] == [("🎨", 2, True)]
    with pytest.raises(discord.HTTPException) as unknown:
        await message.add_reaction("abc")
    assert unknown.value.code == 10014
    with pytest.raises(discord.Forbidden):
        await message.pin()
    await playground.post("/page/roles", name="Easel", permissions=_PINS)
    await message.pin()
    assert [pinned.id async for pinned in client.studio.pins()] == [message.id]


async def test_deletions_are_heard(playground: Playground, clients: Clients) -> None:
    client = await clients.start()
    gone = asyncio.get_running_loop().create_future()
    client.on_raw_message_delete = _keeping(gone)  # type: ignore[attr-defined]
    said = await playground.say("x")
    await playground.post("/page/deletions", user="mia", message=said["id"])
    assert (await asyncio.wait_for(gone, 5)).message_id == int(said["id"])


async def test_twenty_guilds_of_ten_post_at_once(playground: Playground, clients: Clients) -> None:
    client = await clients.start()
    for number in range(10):
        await playground.post("/page/people", user=f"member{number}")
    people = [f"member{number}" for number in range(10)]
    made = [
        (await playground.post("/page/guilds", name=f"Guild {n}", owner=people[0], people=people))[
            1
        ]
        for n in range(20)
    ]
    start = time.monotonic()
    posts = [
        playground.say("!style", ("a.png", png()), user=who, channel=guild["channel"])
        for guild in made
        for who in people
    ]
    await asyncio.gather(*posts)
    heard = [await client.hear() for _ in posts]
    assert time.monotonic() - start < 10
    assert len({(m.guild.id, m.author.id) for m in heard if m.guild}) == 200


def _keeping(future: asyncio.Future[discord.RawMessageDeleteEvent]) -> object:
    async def keep(event: discord.RawMessageDeleteEvent) -> None:
        future.set_result(event)

    return keep


_READ = ["READ_MESSAGE_HISTORY"]
_PINS = ["VIEW_CHANNEL", "SEND_MESSAGES", "PIN_MESSAGES"]
