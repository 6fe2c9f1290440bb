"""Slash commands and context menus, as a person's client offers, fills and sends them."""

from __future__ import annotations

import dataclasses
from typing import Any

from bot.playground.asking import ClickError, ask, located
from bot.playground.interactions import Interaction, Kind
from bot.playground.loopback import Loopback
from bot.playground.message import Message, StoredFile
from bot.playground.permissions import Permission
from bot.playground.resolved import Resolver
from bot.playground.world import Json, User

__all__ = ["complete", "offered", "open_menu", "run"]

_SUB, _GROUP = 1, 2
_SLASH, _MESSAGE_MENU = 1, 3


def offered(loopback: Loopback, user: User, channel_id: int) -> list[Json]:
    """Return the commands that `user` may use in a channel; a guild's own hide global ones."""
    may = loopback.directory.may(user.id, channel_id)
    if Permission.USE_APPLICATION_COMMANDS not in may:
        return []
    guild = loopback.directory.guild_of(channel_id)
    both = [*loopback.store.commands(0), *loopback.store.commands(guild.id)]
    by_name = {(command["type"], command["name"]): command for command in both}
    return [command for command in by_name.values() if _open_to(command, may)]


async def run(
    loopback: Loopback,
    user: User,
    channel_id: int,
    path: str,
    options: Json,
    files: dict[str, StoredFile],
) -> Interaction:
    """Run the slash command `path` ("styleadmin limits"); raises ClickError."""
    data, resolver, leaf = _begun(loopback, user, channel_id, path)
    given = options | files
    leaf["options"] = _options(leaf.pop("known"), given, resolver, whole=True)
    data |= {"resolved": resolver.found} if resolver.found else {}
    asked = located(loopback, Kind.COMMAND, user, channel_id)
    return await ask(loopback, dataclasses.replace(asked, name=path), data)


async def complete(
    loopback: Loopback, user: User, channel_id: int, path: str, options: Json, focused: str
) -> list[Json]:
    """Return the bot's choices for the option `focused`, whose text so far is in `options`."""
    data, resolver, leaf = _begun(loopback, user, channel_id, path)
    known = leaf.pop("known")
    option = next((option for option in known if option["name"] == focused), None)
    if option is None or not option.get("autocomplete"):
        raise ClickError(400, f"The option {focused} has no autocomplete.")
    others = {name: value for name, value in options.items() if name != focused}
    text = str(options.get(focused, ""))
    asking = {"name": focused, "type": option["type"], "value": text, "focused": True}
    leaf["options"] = [*_options(known, others, resolver, whole=False), asking]
    asked = located(loopback, Kind.AUTOCOMPLETE, user, channel_id)
    answered = await ask(loopback, dataclasses.replace(asked, name=path), data)
    return answered.choices


async def open_menu(loopback: Loopback, user: User, message: Message, name: str) -> Interaction:
    """Use a command of the message's context menu; raises ClickError."""
    command = _command(loopback, user, message.channel_id, name, _MESSAGE_MENU)
    resolver = Resolver(loopback, message.channel_id)
    data = _head(command) | {"target_id": resolver.message(message), "resolved": resolver.found}
    asked = located(loopback, Kind.COMMAND, user, message.channel_id)
    asked = dataclasses.replace(asked, name=name, message_id=message.id, menu=True)
    return await ask(loopback, asked, data)


def _open_to(command: Json, may: Permission) -> bool:
    if command.get("contexts") is not None and 0 not in command["contexts"]:
        return False
    needed = command.get("default_member_permissions")
    if needed is None or Permission.ADMINISTRATOR in may:
        return True
    return int(needed) != 0 and int(may) & int(needed) == int(needed)


def _command(loopback: Loopback, user: User, channel_id: int, name: str, kind: int) -> Json:
    for command in offered(loopback, user, channel_id):
        if (command["type"], command["name"]) == (kind, name):
            return command
    raise ClickError(404, f"There is no command {name} for you here.")


def _head(command: Json) -> Json:
    head = {key: command[key] for key in ("id", "name", "type")}
    return head | ({"guild_id": command["guild_id"]} if "guild_id" in command else {})


def _begun(
    loopback: Loopback, user: User, channel_id: int, path: str
) -> tuple[Json, Resolver, Json]:
    """Return the data of the command at `path`, and within it the part that takes the options."""
    first, *rest = path.split()
    command = _command(loopback, user, channel_id, first, _SLASH)
    data = leaf = _head(command)
    known = command.get("options", [])
    for name in rest:
        part = next((o for o in known if o["name"] == name and o["type"] <= _GROUP), None)
        if part is None:
            raise ClickError(404, f"There is no command {path}.")
        inner: Json = {"name": name, "type": part["type"]}
        leaf["options"] = [inner]
        leaf, known = inner, part.get("options", [])
    if any(option["type"] <= _GROUP for option in known):
        raise ClickError(404, f"{path} needs a sub-command.")
    leaf["known"] = known
    return data, Resolver(loopback, channel_id), leaf


def _options(known: list[Json], given: Json, resolver: Resolver, *, whole: bool) -> list[Json]:
    names = {option["name"] for option in known}
    if not given.keys() <= names:
        raise ClickError(400, f"There is no option {min(given.keys() - names)}.")
    missing = [o["name"] for o in known if o.get("required") and o["name"] not in given]
    if missing and whole:
        raise ClickError(400, f"The option {missing[0]} is required.")
    return [
        {
            "name": option["name"],
            "type": option["type"],
            "value": _value(option, given[option["name"]], resolver),
        }
        for option in known
        if option["name"] in given
    ]


def _value(option: Json, value: Any, resolver: Resolver) -> Any:
    """Return an option's value as Discord sends it; raises ClickError for what does not fit."""
    name, kind = option["name"], option["type"]
    if kind == 11:
        if not isinstance(value, StoredFile):
            raise ClickError(400, f"The option {name} takes a file.")
        return resolver.file(value)
    if kind in _NAMED:
        looks = _NAMED[kind]
        found = next((found for look in looks if (found := look(resolver, str(value)))), None)
        if found is None:
            raise ClickError(400, f"The option {name} names nobody and nothing here: {value}.")
        return found
    if not _fits(kind, value):
        raise ClickError(400, f"The option {name} takes {_KINDS[kind]}, not {value!r}.")
    _check_bounds(option, value)
    return value


def _fits(kind: int, value: Any) -> bool:
    if isinstance(value, bool):
        return kind == 5
    return isinstance(value, {3: str, 4: int, 10: (int, float)}.get(kind, ()))  # type: ignore[arg-type]


def _check_bounds(option: Json, value: Any) -> None:
    name, choices = option["name"], option.get("choices")
    if choices and value not in [choice["value"] for choice in choices]:
        raise ClickError(400, f"The option {name} does not offer {value}.")
    size, unit = (len(value), "length") if isinstance(value, str) else (value, "value")
    if size < option.get(f"min_{unit}", size):
        raise ClickError(400, f"The option {name} must be at least {option[f'min_{unit}']}.")
    if size > option.get(f"max_{unit}", 6000 if unit == "length" else size):
        raise ClickError(400, f"The option {name} must be at most {option.get(f'max_{unit}')}.")


_NAMED = {
    6: [Resolver.person],
    7: [Resolver.channel],
    8: [Resolver.role],
    9: [Resolver.person, Resolver.role],
}
_KINDS = {3: "text", 4: "a whole number", 5: "true or false", 10: "a number"}
