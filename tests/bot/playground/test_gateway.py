"""The gateway, met by a real client."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import aiohttp
import discord
import pytest

from tests.bot.playground.driver import Clients, Playground, Recorder


async def test_login_brings_guild_members_and_roles(clients: Clients) -> None:
    client = await clients.start()
    (guild,) = client.guilds
    assert {channel.name for channel in guild.text_channels} == {"studio"}
    assert guild.me.guild_permissions.attach_files
    assert not guild.me.guild_permissions.manage_messages
    application = await client.application_info()
    assert application.id == client.user.id  # type: ignore[union-attr]
    assert (await client.fetch_guild(guild.id)).name == guild.name


async def test_wrong_token_is_refused(playground: Playground, clients: Clients) -> None:
    with pytest.raises(discord.LoginFailure):
        await discord.Client(intents=discord.Intents.none()).login("wrong")
    async with playground.http.ws_connect(f"{playground.gateway}?v=10&encoding=json") as socket:
        assert (await socket.receive_json())["op"] == 10
        identify = {"token": "wrong", "intents": 0, "properties": {}}
        await socket.send_json({"op": 2, "d": identify})
        assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE
        assert socket.close_code == 4004


async def test_members_are_sent_on_request(clients: Clients) -> None:
    intents = discord.Intents(guilds=True, members=True)
    client = await clients.start(Recorder(intents))
    (guild,) = client.guilds
    assert guild.chunked
    assert {member.display_name for member in guild.members} == {"Easel", "Mia", "Noor", "Ada"}
    admin = discord.utils.get(guild.members, display_name="Ada")
    assert admin and admin.guild_permissions.manage_guild


async def test_content_needs_its_intent(playground: Playground, clients: Clients) -> None:
    client = await clients.start(Recorder(discord.Intents(guilds=True, guild_messages=True)))
    await playground.say("a secret", ("a.txt", b"x"))
    heard = await client.hear()
    assert (heard.content, heard.attachments) == ("", [])
    await playground.say(f"{client.user.mention} hello")  # type: ignore[union-attr]
    assert (await client.hear()).content.endswith("hello")


async def test_no_event_is_lost_when_the_line_breaks(
    playground: Playground, clients: Clients
) -> None:
    client = await clients.start()
    await playground.say("one")
    await client.hear()
    await playground.control("drop")
    await playground.say("two")
    await playground.say("three")
    assert [(await client.hear()).content for _ in range(2)] == ["two", "three"]
    await asyncio.wait_for(client.resumed.wait(), 10)
    await playground.say("four")
    assert (await client.hear()).content == "four"
    assert client.heard.empty()
    assert client.identified == 1


async def test_reconnect_and_invalid_session(playground: Playground, clients: Clients) -> None:
    client = await clients.start()
    await playground.control("reconnect")
    await asyncio.wait_for(client.resumed.wait(), 10)
    await playground.control("invalidate")
    await asyncio.wait_for(client.second_session.wait(), 10)
    await playground.say("again")
    assert (await client.hear()).content == "again"


async def test_plain_sockets_and_heartbeats(playground: Playground) -> None:
    async with playground.http.ws_connect(f"{playground.gateway}?v=10&encoding=json") as socket:
        await socket.receive_json()
        await socket.send_json({"op": 1, "d": None})
        assert (await socket.receive_json())["op"] == 11
        await socket.send_json({"op": 3, "d": {}})
        assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE
        assert socket.close_code == 4003


async def test_silence_ends_the_connection(tmp_path: Path) -> None:
    async with Playground.here(tmp_path, heartbeat=0.2) as playground:
        url = f"{playground.gateway}?v=10&encoding=json"
        async with playground.http.ws_connect(url) as socket:
            assert (await socket.receive_json())["d"] == {"heartbeat_interval": 200}
            assert (await socket.receive(timeout=5)).type is aiohttp.WSMsgType.CLOSE
            assert socket.close_code == 4009


async def test_the_page_sees_the_bot_come_and_go(playground: Playground, clients: Clients) -> None:
    async with playground.http.ws_connect(f"{playground.url}/page/events") as page:
        assert (await page.receive_json())["bot"]["online"] is False
        client = await clients.start()
        assert await page.receive_json() == {"type": "bot", "online": True}
        async with client.studio.typing():
            assert (await page.receive_json())["type"] == "typing"
        await client.close()
        assert json.loads((await page.receive()).data) == {"type": "bot", "online": False}
