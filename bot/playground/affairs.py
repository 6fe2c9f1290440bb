"""What happens to guilds: who comes and goes, roles, channels, threads, permissions."""

from __future__ import annotations

import dataclasses

from bot.playground.broadcast import Broadcast
from bot.playground.directory import Directory
from bot.playground.gateway.codes import Intent
from bot.playground.gateway.hub import Hub
from bot.playground.payloads import (
    channel_payload,
    guild_payload,
    member_payload,
    role_payload,
    thread_payload,
    user_payload,
)
from bot.playground.permissions import MEMBER, Permission
from bot.playground.snowflake import Snowflakes, moment
from bot.playground.store import Store
from bot.playground.world import (
    BOT_USER,
    Channel,
    Guild,
    Json,
    Member,
    Overwrite,
    Role,
    User,
    bot_role,
)

__all__ = ["Affairs"]


class Affairs:
    """Changes the directory and tells the bot and the pages of it."""

    def __init__(
        self, directory: Directory, store: Store, ids: Snowflakes, hub: Hub, pages: Broadcast
    ) -> None:
        self._directory, self._store, self._ids = directory, store, ids
        self._hub, self._pages = hub, pages

    def channel(self, channel: Channel) -> Json:
        """Return the Channel object of a channel or thread."""
        last = self._store.last_in(channel.id)
        if channel.parent_id is None:
            return channel_payload(channel, last, self._directory.denied)
        made = moment(channel.id).isoformat()
        return thread_payload(channel, last, self._store.count_in(channel.id), made)

    def guild(self, guild: Guild, intents: int) -> Json:
        """Return what GUILD_CREATE carries for a bot with these intents."""
        all_members = bool(intents & Intent.GUILD_MEMBERS)
        shown = [m for m in guild.members if all_members or m.user_id == BOT_USER.id]
        places = [c for c in self._directory.of_guild(guild.id) if not c.archived]
        own = guild.member(BOT_USER.id)
        return guild_payload(guild) | {
            "joined_at": own.joined_at if own else None,
            "large": False,
            "unavailable": False,
            "member_count": len(guild.members),
            "members": [self.member(member) for member in shown],
            "channels": [self.channel(c) for c in places if c.parent_id is None],
            "threads": [self.channel(c) for c in places if c.parent_id is not None],
            "presences": [],
            "voice_states": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }

    def member(self, member: Member) -> Json:
        """Return the whole Member object."""
        return member_payload(member, self._directory.users[member.user_id])

    def meet(self, handle: str, name: str) -> User:
        """Make a new person."""
        user = User(self._ids.next(), handle, name)
        self._directory.put(user)
        self._pages.send("user_created", user=user_payload(user))
        return user

    def found(self, name: str, owner: User, people: list[User], tier: int = 0) -> Guild:
        """Make a guild with these members and the bot, and one channel."""
        guild_id, role_id = self._ids.next(), self._ids.next()
        roles = (Role(guild_id, "@everyone", int(MEMBER)), bot_role(role_id))
        crowd = dict.fromkeys(user.id for user in (owner, *people))
        members = [self._new(BOT_USER.id, role_id), *map(self._new, crowd)]
        guild = Guild(guild_id, name, owner.id, roles, tuple(members), tier)
        self._directory.put(guild)
        self._directory.put(Channel(self._ids.next(), "studio", guild_id=guild_id))
        self._welcome(guild)
        return guild

    def join(self, guild: Guild, user: User, roles: tuple[int, ...] = ()) -> Guild:
        """Let somebody in; the bot gets its own role besides."""
        if guild.member(user.id):
            return self.grant(guild, user, roles)
        if user.id == BOT_USER.id:
            roles = tuple(role.id for role in guild.roles if role.managed)
        member = self._new(user.id, *roles)
        changed = dataclasses.replace(guild, members=(*guild.members, member))
        self._directory.put(changed)
        if user.id == BOT_USER.id:
            self._welcome(changed)
        else:
            told = self.member(member) | {"guild_id": str(guild.id)}
            self._tell(changed, "GUILD_MEMBER_ADD", told, Intent.GUILD_MEMBERS)
        return changed

    def leave(self, guild: Guild, user: User) -> None:
        """Let somebody out, or throw them out; the bot too."""
        left = tuple(member for member in guild.members if member.user_id != user.id)
        changed = dataclasses.replace(guild, members=left)
        if user.id == BOT_USER.id:
            self._hub.dispatch("GUILD_DELETE", {"id": str(guild.id)}, Intent.GUILDS)
        self._directory.put(changed)
        told = {"guild_id": str(guild.id), "user": user_payload(user)}
        self._tell(changed, "GUILD_MEMBER_REMOVE", told, Intent.GUILD_MEMBERS)

    def grant(self, guild: Guild, user: User, roles: tuple[int, ...]) -> Guild:
        """Give a member these roles instead of what they have."""
        kept = {role.id for role in guild.roles if role.managed}
        members = tuple(
            dataclasses.replace(m, roles=roles + tuple(r for r in m.roles if r in kept))
            if m.user_id == user.id
            else m
            for m in guild.members
        )
        changed = dataclasses.replace(guild, members=members)
        self._directory.put(changed)
        member = changed.member(user.id)
        assert member is not None
        told = self.member(member) | {"guild_id": str(guild.id)}
        # a bot hears of its own roles whatever its intents
        intent = Intent.GUILDS if user.id == BOT_USER.id else Intent.GUILD_MEMBERS
        self._tell(changed, "GUILD_MEMBER_UPDATE", told, intent)
        return changed

    def put_role(
        self, guild: Guild, name: str, permissions: Permission, colour: int | None = None
    ) -> Role:
        """Make a role, or change the one that has this name."""
        there = guild.role(name)
        fresh = Role(self._ids.next(), name, position=len(guild.roles), colour=0x9BB7D4)
        role = dataclasses.replace(there or fresh, permissions=int(permissions))
        role = role if colour is None else dataclasses.replace(role, colour=colour)
        others = tuple(other for other in guild.roles if other.id != role.id)
        changed = dataclasses.replace(guild, roles=(*others, role))
        self._directory.put(changed)
        told = {"guild_id": str(guild.id), "role": role_payload(role)}
        self._tell(changed, f"GUILD_ROLE_{'UPDATE' if there else 'CREATE'}", told, Intent.GUILDS)
        return role

    def boost(self, guild: Guild, tier: int) -> None:
        """Set a guild's boost tier."""
        changed = dataclasses.replace(guild, tier=tier)
        self._directory.put(changed)
        self._tell(changed, "GUILD_UPDATE", guild_payload(changed), Intent.GUILDS)

    def add_channel(self, guild: Guild, name: str, topic: str = "") -> Channel:
        """Make a text channel."""
        position = len(list(self._directory.of_guild(guild.id)))
        channel = Channel(self._ids.next(), name, topic, position, guild.id)
        self._directory.put(channel)
        told = self.channel(channel)
        self._tell(guild, "CHANNEL_CREATE", told, Intent.GUILDS)
        self._pages.send("channel_created", channel=told)
        return channel

    def remove_channel(self, channel: Channel) -> None:
        """Delete a channel or a thread."""
        told = self.channel(channel)
        self._directory.drop(channel)
        name = "CHANNEL_DELETE" if channel.parent_id is None else "THREAD_DELETE"
        self._tell(self._directory.guilds[channel.guild_id], name, told, Intent.GUILDS)

    def overwrite(self, channel: Channel, layer: Overwrite) -> Channel:
        """Set what a channel grants and denies a role or a member; nothing at all lifts it."""
        others = [other for other in channel.overwrites if other.id != layer.id]
        kept = [*others, layer] if layer.allow or layer.deny else others
        return self.change_channel(dataclasses.replace(channel, overwrites=tuple(kept)))

    def change_channel(self, channel: Channel) -> Channel:
        """Keep a channel or thread as it is now."""
        self._directory.put(channel)
        name = "CHANNEL_UPDATE" if channel.parent_id is None else "THREAD_UPDATE"
        guild = self._directory.guilds[channel.guild_id]
        self._tell(guild, name, self.channel(channel), Intent.GUILDS)
        return channel

    def open_thread(
        self, parent: Channel, name: str, owner: User, thread_id: int | None = None
    ) -> Channel:
        """Open a public thread; begun from a message it has that message's id."""
        made = Channel(
            thread_id or self._ids.next(),
            name,
            guild_id=parent.guild_id,
            position=parent.position,
            parent_id=parent.id,
            owner_id=owner.id,
        )
        self._directory.put(made)
        told = self.channel(made) | {"newly_created": True}
        self._tell(self._directory.guilds[parent.guild_id], "THREAD_CREATE", told, Intent.GUILDS)
        return made

    def deny(self, permissions: Permission) -> None:
        """Take permissions from the bot, in every channel; Permission(0) gives all back."""
        self._directory.denied = permissions
        for guild in self._directory.joined():
            for channel in self._directory.of_guild(guild.id):
                if channel.parent_id is None:
                    self._hub.dispatch("CHANNEL_UPDATE", self.channel(channel), Intent.GUILDS)
            self._pages.send("guild_changed", guild=str(guild.id))

    def _new(self, user_id: int, *roles: int) -> Member:
        return Member(user_id, roles, moment(self._ids.next()).isoformat())

    def _welcome(self, guild: Guild) -> None:
        self._hub.welcome(lambda intents: self.guild(guild, intents))
        self._pages.send("guild_changed", guild=str(guild.id))

    def _tell(self, guild: Guild, name: str, event: Json, intent: Intent) -> None:
        """Tell the bot, if it is in that guild, and let the pages look at the guild anew."""
        if guild.member(BOT_USER.id):
            self._hub.dispatch(name, event, intent)
        self._pages.send("guild_changed", guild=str(guild.id))
