"""What Discord would refuse is refused, in its own words."""

from __future__ import annotations

from typing import Any

from tests.bot.playground.driver import STUDIO, Playground, form, png

MESSAGES = f"/channels/{STUDIO}/messages"


def button(**changes: Any) -> dict[str, Any]:
    """Return a button, all in order but for `changes`."""
    return {"type": 2, "style": 1, "label": "x", "custom_id": "x"} | changes


def row(*buttons: dict[str, Any]) -> dict[str, Any]:
    """Return a row."""
    return {"type": 1, "components": list(buttons)}


def menu(**changes: Any) -> dict[str, Any]:
    """Return a menu, all in order but for `changes`."""
    options = [{"label": str(number), "value": str(number)} for number in range(3)]
    return {"type": 3, "custom_id": "m", "options": options} | changes


REFUSED: dict[str, tuple[dict[str, Any], list[str]]] = {
    "unknown field": ({"content": "x", "colour": 1}, ["colour"]),
    "wrong type": ({"content": 5}, ["content"]),
    "2001 characters": ({"content": "x" * 2001}, ["content"]),
    "long title": ({"embeds": [{"title": "x" * 257}]}, ["embeds", "0", "title"]),
    "empty embed": ({"embeds": [{"type": "rich"}]}, ["embeds", "0"]),
    "26 fields": ({"embeds": [{"fields": [{"name": "a", "value": "b"}] * 26}]}, ["embeds", "0"]),
    "6001 in embeds": ({"embeds": [{"description": "x" * 3001}] * 2}, ["embeds"]),
    "11 embeds": ({"embeds": [{"title": "x"}] * 11}, ["embeds"]),
    "image scheme": ({"embeds": [{"image": {"url": "file:///x"}}]}, ["embeds", "0", "image"]),
    "6 rows": ({"content": "x", "components": [row(button())] * 6}, ["components"]),
    "6 buttons": ({"content": "x", "components": [row(*[button()] * 6)]}, ["components", "0"]),
    "long id": ({"content": "x", "components": [row(button(custom_id="x" * 101))]}, ["components"]),
    "same id": ({"content": "x", "components": [row(button(), button())]}, ["components"]),
    "no id": ({"content": "x", "components": [row(button(custom_id=None))]}, ["components"]),
    "26 options": ({"content": "x", "components": [row(menu(options=[{}] * 26))]}, ["components"]),
    "4 of 3": ({"content": "x", "components": [row(menu(max_values=4))]}, ["components"]),
    "menu and button": ({"content": "x", "components": [row(menu(), button())]}, ["components"]),
    "no such file": ({"content": "x", "attachments": [{"id": 0}]}, ["attachments"]),
    "bad flags": ({"content": "x", "flags": 64}, ["flags"]),
    "long nonce": ({"content": "x", "nonce": "x" * 26}, []),
    "unknown reference": ({"content": "x", "message_reference": {"message_id": "1"}}, []),
}


async def test_bad_messages_are_refused(playground: Playground) -> None:
    for name, (body, place) in REFUSED.items():
        status, error = await _elsewhere(playground, body)
        assert (status, error["code"]) == (400, 50035), name
        errors = error["errors"]
        for step in place:
            assert step in errors, (name, error)
            errors = errors[step]
    assert await playground.messages() == []


async def test_empty_messages_have_a_code_of_their_own(playground: Playground) -> None:
    status, error = await playground.rest("POST", MESSAGES, json={"content": ""})
    assert (status, error["code"]) == (400, 50006)


async def test_unknown_places(playground: Playground) -> None:
    wanted = {
        "/users": (404, 0),
        "/channels/1": (404, 10003),
        f"{MESSAGES}/1": (404, 10008),
        "/guilds/1": (404, 10004),
        f"{MESSAGES}?limit=101": (400, 50035),
        f"{MESSAGES}?sort=old": (400, 50035),
    }
    for path, (status, code) in wanted.items():
        found, error = await playground.rest("GET", path)
        assert (found, error["code"]) == (status, code), path
    async with playground.http.get(f"{playground.api}/users/@me") as answer:
        assert answer.status == 401
        assert answer.headers["Content-Type"] == "application/json"


async def test_files_have_limits(playground: Playground) -> None:
    status, error = await playground.rest("POST", MESSAGES, data=form(*[png()] * 11))
    assert (status, error["code"]) == (400, 50035)
    status, error = await playground.rest("POST", MESSAGES, data=form(bytes(10 * 1024**2 + 1)))
    assert (status, error["code"]) == (413, 40005)
    assert (await playground.rest("POST", MESSAGES, data=form(*[png()] * 10)))[0] == 200


async def test_refusals_by_rate_have_discords_headers(playground: Playground) -> None:
    await playground.control("limit", route="GET /users/@me", retry_after=1.5)
    url, headers = f"{playground.api}/users/@me", {"Authorization": "Bot playground"}
    async with playground.http.get(url, headers=headers) as answer:
        assert answer.status == 429
        assert answer.headers["Via"]
        assert answer.headers["Retry-After"] == "1.500"
        assert (await answer.json())["retry_after"] == 1.5
    async with playground.http.get(url, headers=headers) as answer:
        assert answer.status == 200
        assert answer.headers["X-RateLimit-Remaining"] == "49"


async def test_commands_are_kept(playground: Playground) -> None:
    path = "/applications/1250000000000000010/commands"
    command = {"name": "style", "description": "Paint", "type": 1, "options": []}
    status, stored = await playground.rest("PUT", path, json=[command])
    assert (status, stored[0]["name"]) == (200, "style")
    assert (await playground.rest("GET", path))[1] == stored
    assert (await playground.rest("PUT", path, json=[{"name": "x", "kind": 1}]))[0] == 400


async def _elsewhere(playground: Playground, body: dict[str, Any]) -> tuple[int, Any]:
    """Post in a new channel, where no earlier request counts against the limit."""
    _, channel = await playground.post("/page/channels", name="room")
    return await playground.rest("POST", f"/channels/{channel['id']}/messages", json=body)
