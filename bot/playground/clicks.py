"""Buttons are pressed, menus chosen from, forms handed in."""

from __future__ import annotations

import dataclasses

from bot.playground.asking import ClickError, ask, located
from bot.playground.interactions import Interaction, Kind
from bot.playground.loopback import Loopback
from bot.playground.message import Message
from bot.playground.resolved import Resolver
from bot.playground.world import Json, User

__all__ = ["choose", "click", "submit"]

_BUTTON, _MENU = 2, 3
_WORDS = {5: "member", 6: "role", 7: "member or role", 8: "channel"}


async def click(loopback: Loopback, user: User, message: Message, custom_id: str) -> Interaction:
    """Press a button; raises ClickError."""
    _usable(message, custom_id, user, _BUTTON)
    data = {"component_type": _BUTTON, "custom_id": custom_id}
    return await ask(loopback, _opened(loopback, user, message), data, message)


async def choose(
    loopback: Loopback, user: User, message: Message, custom_id: str, values: list[str]
) -> Interaction:
    """Choose from a menu; raises ClickError for what it does not offer."""
    menu = _usable(message, custom_id, user, _MENU)
    resolver = Resolver(loopback, message.channel_id)
    data = {
        "component_type": menu["type"],
        "custom_id": custom_id,
        "values": _chosen(menu, values, resolver),
    }
    data |= {"resolved": resolver.found} if resolver.found else {}
    return await ask(loopback, _opened(loopback, user, message), data, message)


async def submit(
    loopback: Loopback, user: User, modal_id: int, values: dict[str, str | list[str]]
) -> Interaction:
    """Hand in the form that the interaction `modal_id` was answered with; raises ClickError."""
    shown = loopback.interactions.with_modal(modal_id)
    if shown is None or shown.modal is None or shown.user.id != user.id:
        raise ClickError(404, "There is no such form.")
    known = {_entry(part)["custom_id"] for part in shown.modal["components"]}
    if not values.keys() <= known:
        raise ClickError(400, f"The form has no field {min(values.keys() - known)}.")
    resolver = Resolver(loopback, shown.channel_id)
    parts = [_filled(part, values, resolver) for part in shown.modal["components"]]
    data: Json = {"custom_id": shown.modal["custom_id"], "components": parts}
    data |= {"resolved": resolver.found} if resolver.found else {}
    source = loopback.message(shown.channel_id, shown.source_id) if shown.source_id else None
    asked = located(loopback, Kind.MODAL, user, shown.channel_id)
    asked.message_id = source.id if source else None
    done = await ask(loopback, asked, data, source)
    shown.modal = None
    return done


def _opened(loopback: Loopback, user: User, message: Message) -> Interaction:
    asked = located(loopback, Kind.COMPONENT, user, message.channel_id)
    return dataclasses.replace(asked, message_id=message.id)


def _usable(message: Message, custom_id: str, user: User, kind: int) -> Json:
    """Return the component; `kind` 3 stands for every sort of menu."""
    parts: list[Json] = [part for row in message.components for part in row["components"]]
    found = next((part for part in parts if part.get("custom_id") == custom_id), None)
    if found is None or (found["type"] == _BUTTON) != (kind == _BUTTON):
        raise ClickError(404, f"There is no such {'button' if kind == _BUTTON else 'menu'}.")
    if found.get("disabled"):
        raise ClickError(409, "That button is switched off.")
    if message.only_for not in (None, user.id):
        raise ClickError(403, "That message is not yours.")
    return found


def _chosen(menu: Json, values: list[str], resolver: Resolver) -> list[str]:
    least, most = menu.get("min_values", 1), menu.get("max_values", 1)
    if not least <= len(values) <= most:
        raise ClickError(400, f"Choose between {least} and {most}.")
    return [_value(menu, value, resolver) for value in dict.fromkeys(values)]


def _value(menu: Json, value: str, resolver: Resolver) -> str:
    if menu["type"] == _MENU:
        offered = {option["value"] for option in menu["options"]}
        if value not in offered:
            raise ClickError(400, f"The menu does not offer {value}.")
        return value
    find = {5: [resolver.person], 6: [resolver.role], 8: [resolver.channel]}
    finders = find.get(menu["type"], [resolver.person, resolver.role])
    found = next((found for look in finders if (found := look(value))), None)
    if found is None:
        raise ClickError(400, f"There is no such {_WORDS[menu['type']]}: {value}.")
    return found


def _entry(part: Json) -> Json:
    entry: Json = part["component"] if part["type"] == 18 else part["components"][0]
    return entry


def _filled(part: Json, values: dict[str, str | list[str]], resolver: Resolver) -> Json:
    """Return a part of a form as it is handed in."""
    entry = _entry(part)
    filled = {"type": entry["type"], "custom_id": entry["custom_id"], "id": entry.get("id", 1)}
    given = values.get(entry["custom_id"])
    if entry["type"] == 4:
        filled["value"] = _typed(entry, "" if given is None else given)
    else:
        listed = given if isinstance(given, list) else [given] if given else []
        optional = {} if entry.get("required", True) or listed else {"min_values": 0}
        filled["values"] = _chosen(entry | optional, listed, resolver)
    if part["type"] == 18:
        return {"type": 18, "id": part.get("id", 1), "component": filled}
    return {"type": 1, "id": part.get("id", 1), "components": [filled]}


def _typed(entry: Json, text: str | list[str]) -> str:
    if not isinstance(text, str):
        raise ClickError(400, f"{entry['custom_id']} takes text.")
    least = entry.get("min_length", 1 if entry.get("required", True) else 0)
    if (text or entry.get("required", True)) and len(text) < least:
        raise ClickError(400, f"{entry['custom_id']} needs at least {least} characters.")
    if len(text) > entry.get("max_length", 4000):
        raise ClickError(400, f"{entry['custom_id']} takes {entry['max_length']} characters.")
    return text
