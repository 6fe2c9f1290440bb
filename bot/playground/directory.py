"""Who and what there is: guilds, channels, people; looked up from memory, kept in the store."""

from __future__ import annotations

from collections.abc import Iterator

from bot.playground.permissions import NOTHING, Permission, overwritten
from bot.playground.store import Store
from bot.playground.world import (
    ADA,
    ATELIER,
    BOT_USER,
    CAST,
    GUILD_ID,
    MIA,
    STUDIO,
    Channel,
    Guild,
    Member,
    User,
)

__all__ = ["Directory"]

_ALIASES = {"member": MIA, "admin": ADA, "bot": BOT_USER}


class Directory:
    """Owns the records; whoever changes one tells the bot and the pages."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.users = store.users()
        self.guilds = store.guilds()
        self.channels = store.channels()
        self.denied = NOTHING
        """What the bot may do nowhere, whatever its roles say."""
        if not self.guilds:
            self._settle()

    def put(self, thing: Channel | Guild | User) -> None:
        """Keep a record, new or changed."""
        match thing:
            case Channel():
                self.channels[thing.id] = thing
            case Guild():
                self.guilds[thing.id] = thing
            case User():
                self.users[thing.id] = thing
        self._store.put_thing(thing)

    def drop(self, channel: Channel) -> None:
        """Forget a channel."""
        self.channels.pop(channel.id, None)
        self._store.drop_thing(channel)

    def find_user(self, name: str) -> User | None:
        """Return the user with this id, handle or part ("member", "admin", "bot")."""
        alias = _ALIASES.get(name)
        wanted = (u for u in self.users.values() if name in (str(u.id), u.handle))
        return alias or next(wanted, None)

    def find_guild(self, name: str) -> Guild | None:
        """Return the guild with this id or name."""
        return next((g for g in self.guilds.values() if name in (str(g.id), g.name)), None)

    def find_channel(self, name: str, guild_id: int = GUILD_ID) -> Channel | None:
        """Return the channel with this id, or this name in the guild."""
        if name.isascii() and name.isdigit() and int(name) in self.channels:
            return self.channels[int(name)]
        return next((c for c in self.of_guild(guild_id) if c.name == name), None)

    def guild_of(self, channel_id: int) -> Guild:
        """Return the guild that a channel is in."""
        return self.guilds[self.channels[channel_id].guild_id]

    def of_guild(self, guild_id: int) -> Iterator[Channel]:
        """Return a guild's channels and threads, in their order."""
        own = [channel for channel in self.channels.values() if channel.guild_id == guild_id]
        return iter(sorted(own, key=lambda channel: (channel.position, channel.id)))

    def joined(self) -> list[Guild]:
        """Return the guilds that the bot is in."""
        return [guild for guild in self.guilds.values() if guild.member(BOT_USER.id)]

    def member(self, guild_id: int, user_id: int) -> Member | None:
        """Return a user as member of a guild, or None."""
        guild = self.guilds.get(guild_id)
        return guild.member(user_id) if guild else None

    def may(self, user_id: int, channel_id: int) -> Permission:
        """Return all that a user may do in a channel; nothing there for who is no member."""
        channel = self.channels[channel_id]
        guild = self.guilds[channel.guild_id]
        member = guild.member(user_id)
        if member is None:
            return NOTHING
        place = self.channels.get(channel.parent_id, channel) if channel.parent_id else channel
        held = overwritten(guild.base(member), _layers(place, guild, member))
        return held & ~self.denied if user_id == BOT_USER.id else held

    def _settle(self) -> None:
        for user in CAST:
            self.put(user)
        self.put(ATELIER)
        if not self.channels:
            self.put(STUDIO)


def _layers(channel: Channel, guild: Guild, member: Member) -> Iterator[tuple[int, int]]:
    """Return the overwrites that concern `member`: everyone's, all roles' as one, their own."""
    everyone = [o for o in channel.overwrites if o.id == guild.id]
    roles = [o for o in channel.overwrites if o.kind == 0 and o.id in member.roles]
    own = [o for o in channel.overwrites if o.kind == 1 and o.id == member.user_id]
    for group in (everyone, roles, own):
        allow = deny = 0
        for overwrite in group:
            allow, deny = allow | overwrite.allow, deny | overwrite.deny
        yield allow, deny
