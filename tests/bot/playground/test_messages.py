"""Messages, from a real client's side."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path

import discord
import pytest
from PIL import Image

from tests.bot.playground.driver import STUDIO, Clients, Playground, attached, form, png


async def test_a_members_message_arrives_whole(playground: Playground, clients: Clients) -> None:
    client = await clients.start()
    await playground.say("!style weight=20:1", ("my photo.png", png("red")), ("b.txt", b"words"))
    message = await client.hear()
    assert message.content == "!style weight=20:1"
    assert [file.filename for file in message.attachments] == ["my_photo.png", "b.txt"]
    photo, text = message.attachments
    assert (photo.width, photo.height, photo.content_type) == (48, 32, "image/png")
    assert await photo.read() == png("red")
    assert (text.width, await text.read()) == (None, b"words")


async def test_send_and_repaint_in_place(playground: Playground, clients: Clients) -> None:
    channel = (await clients.start()).studio
    sent = await channel.send("painting", file=attached("red"))
    embed = discord.Embed(title="Epoch 50").set_image(url="attachment://new.png")
    edited = await sent.edit(content="more", embed=embed, attachments=[attached("blue", "new.png")])
    assert edited.attachments == []  # as on Discord: the embed has it
    assert edited.edited_at is not None
    image = edited.embeds[0].image
    assert (image.width, image.height) == (48, 32)
    shown = Image.open(io.BytesIO(await playground.fetch(str(image.url))))
    assert shown.getpixel((0, 0)) == (0, 0, 255)
    fetched = await channel.fetch_message(sent.id)
    assert (fetched.content, fetched.embeds[0].title) == ("more", "Epoch 50")


async def test_replaced_files_do_not_pile_up(tmp_path: Path) -> None:
    async with Playground.here(tmp_path) as playground:
        path = f"/channels/{STUDIO}/messages"
        _, sent = await playground.rest("POST", path, data=form(png("red")))
        first = sent["attachments"][0]["url"]
        _, edited = await playground.rest("PATCH", f"{path}/{sent['id']}", data=form(png("blue")))
        assert await playground.fetch(first) == png("red")  # somebody may still be loading it
    assert _names(tmp_path / "attachments" / str(STUDIO)) == [edited["attachments"][0]["id"]]


async def test_attachments_can_be_kept(clients: Clients) -> None:
    channel = (await clients.start()).studio
    sent = await channel.send(files=[attached("red", "a.png"), attached("blue", "b.png")])
    kept = await sent.edit(attachments=[sent.attachments[1], attached("teal", "c.png")])
    assert [file.filename for file in kept.attachments] == ["b.png", "c.png"]
    untouched = await kept.edit(content="words only")
    assert [file.filename for file in untouched.attachments] == ["b.png", "c.png"]


async def test_replies_know_what_they_answer(playground: Playground, clients: Clients) -> None:
    client = await clients.start()
    await playground.say("look")
    asked = await client.hear()
    answer = await asked.reply("seen", mention_author=False)
    assert answer.type is discord.MessageType.reply
    assert answer.reference and answer.reference.resolved
    assert answer.mentions == []
    assert [user.name for user in (await asked.reply("hey")).mentions] == ["mia"]
    await playground.say("and I you", reply_to=str(answer.id))
    back = await client.hear()
    assert back.reference and back.reference.message_id == answer.id


async def test_a_reply_to_a_deleted_message(playground: Playground, clients: Clients) -> None:
    client = await clients.start()
    said = await playground.say("soon gone")
    asked = await client.hear()
    status, _ = await playground.post("/page/deletions", user="mia", message=said["id"])
    assert status == 204
    with pytest.raises(discord.HTTPException) as refused:
        await asked.reply("late")
    assert refused.value.code == 50035
    lenient = asked.to_reference(fail_if_not_exists=False)
    answer = await client.studio.send("late", reference=lenient)
    assert answer.reference is None


async def test_the_same_nonce_posts_once(playground: Playground, clients: Clients) -> None:
    channel = (await clients.start()).studio
    first = await channel.send("once", nonce="job-17", file=attached())
    again = await channel.send("once", nonce="job-17", file=attached())
    other = await channel.send("once", nonce="job-18")
    assert first.id == again.id != other.id
    assert len(await playground.messages()) == 2


async def test_mentions_in_text_ping_only_when_allowed(clients: Clients) -> None:
    client = await clients.start()
    ada = (await client.guilds[0].fetch_member(1_250_000_000_000_000_031)).mention
    loud = await client.studio.send(ada)
    quiet = await client.studio.send(ada, allowed_mentions=discord.AllowedMentions.none())
    assert [len(loud.mentions), len(quiet.mentions)] == [1, 0]


async def test_history_in_both_directions(playground: Playground, clients: Clients) -> None:
    channel = (await clients.start()).studio
    said = [await playground.say(str(number)) for number in range(7)]
    newest = [message.content async for message in channel.history(limit=3)]
    assert newest == ["6", "5", "4"]
    before = discord.Object(int(said[3]["id"]))
    assert [m.content async for m in channel.history(before=before)] == ["2", "1", "0"]
    after = discord.Object(int(said[4]["id"]))
    assert [m.content async for m in channel.history(after=after)] == ["5", "6"]


async def test_others_messages_are_not_the_bots(playground: Playground, clients: Clients) -> None:
    client = await clients.start()
    await playground.say("mine")
    theirs = await client.hear()
    with pytest.raises(discord.Forbidden) as refused:
        await theirs.edit(content="yours")
    assert refused.value.code == 50005
    with pytest.raises(discord.Forbidden) as refused:
        await theirs.delete()
    assert refused.value.code == 50013
    own = await client.studio.send("gone")
    await own.delete()
    with pytest.raises(discord.NotFound) as missing:
        await own.edit(content="x")
    assert missing.value.code == 10008


async def test_limits_are_respected(playground: Playground, clients: Clients) -> None:
    channel = (await clients.start()).studio
    await playground.control("limit", retry_after=0.3)
    before = asyncio.get_running_loop().time()
    await channel.send("patience")
    assert asyncio.get_running_loop().time() - before >= 0.3
    message = await channel.send("0")
    before = asyncio.get_running_loop().time()
    for number in range(6):
        message = await message.edit(content=str(number))
    assert 4 < asyncio.get_running_loop().time() - before < 7


async def test_denied_permissions(playground: Playground, clients: Clients) -> None:
    channel = (await clients.start()).studio
    await playground.control("deny", permissions=["ATTACH_FILES"])
    await channel.send("words")
    with pytest.raises(discord.Forbidden) as refused:
        await channel.send(file=attached())
    assert refused.value.code == 50013
    assert not channel.permissions_for(channel.guild.me).attach_files
    await playground.control("deny", permissions=[])
    assert (await channel.send(file=attached())).attachments


async def test_everything_survives_a_restart(tmp_path: Path) -> None:
    async with Playground.process(tmp_path) as (playground, _):
        said = await playground.say("remember", ("a.png", png("red")))
        path = f"/channels/{STUDIO}/messages"
        posted = (await playground.rest("POST", path, json={"content": "x", "nonce": "n"}))[1]
    async with Playground.process(tmp_path) as (playground, _):
        kept = await playground.messages()
        assert [message["id"] for message in kept] == [said["id"], posted["id"]]
        url = kept[0]["attachments"][0]["url"]
        assert url.startswith(playground.url)
        assert await playground.fetch(url) == png("red")
        body = {"content": "x", "nonce": "n", "enforce_nonce": True}
        assert (await playground.rest("POST", path, json=body))[1]["id"] == posted["id"]
        assert int((await playground.say("later"))["id"]) > int(posted["id"])


def _names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]
