"""People, roles, channels and guilds as Discord writes them."""

from __future__ import annotations

from collections.abc import Iterable

from bot.playground.permissions import NOTHING, Permission
from bot.playground.world import (
    ADA,
    APPLICATION_ID,
    BOT_USER,
    Channel,
    Guild,
    Json,
    Member,
    Overwrite,
    Role,
    User,
)

__all__ = [
    "application",
    "bot_user",
    "channel_payload",
    "guild_payload",
    "member_payload",
    "role_payload",
    "thread_payload",
    "user_payload",
]

# message content, members and presence are granted to a small bot on its settings page
_APPLICATION_FLAGS = (1 << 13) | (1 << 15) | (1 << 19)


def user_payload(user: User) -> Json:
    """Return a User object."""
    return {
        "id": str(user.id),
        "username": user.handle,
        "discriminator": "0000" if user.bot else "0",
        "global_name": None if user.bot else user.name,
        "avatar": None,
        "bot": user.bot,
        "public_flags": 0,
    } | ({"username": user.name} if user.bot else {})


def bot_user() -> Json:
    """Return the bot's own User object, with what only its owner sees."""
    own = {"verified": True, "mfa_enabled": False, "email": None, "flags": 0, "locale": "en-US"}
    return user_payload(BOT_USER) | own


def member_payload(member: Member, user: User | None = None) -> Json:
    """Return a Member object; within a message it comes without its user."""
    payload: Json = {
        "roles": [str(role) for role in member.roles],
        "joined_at": member.joined_at,
        "nick": member.nick,
        "avatar": None,
        "banner": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
        "premium_since": None,
        "communication_disabled_until": None,
    }
    return payload | {"user": user_payload(user)} if user else payload


def role_payload(role: Role) -> Json:
    """Return a Role object."""
    return {
        "id": str(role.id),
        "name": role.name,
        "color": role.colour,
        "colors": {"primary_color": role.colour, "secondary_color": None, "tertiary_color": None},
        "hoist": role.position > 0,
        "icon": None,
        "unicode_emoji": None,
        "position": role.position,
        "permissions": str(role.permissions),
        "managed": role.managed,
        "mentionable": False,
        "flags": 0,
    } | ({"tags": {"bot_id": str(BOT_USER.id)}} if role.managed else {})


def channel_payload(
    channel: Channel, last_message: int | None = None, denied: Permission = NOTHING
) -> Json:
    """Return a text Channel object; `denied` is what the bot may not do in any."""
    return {
        "id": str(channel.id),
        "type": 0,
        "guild_id": str(channel.guild_id),
        "name": channel.name,
        "topic": channel.topic or None,
        "position": channel.position,
        "permission_overwrites": _overwrites(channel.overwrites, denied),
        "parent_id": None,
        "nsfw": False,
        "rate_limit_per_user": 0,
        "last_message_id": None if last_message is None else str(last_message),
        "last_pin_timestamp": None,
        "flags": 0,
    }


def thread_payload(thread: Channel, last_message: int | None, count: int, made: str) -> Json:
    """Return the Channel object of a public thread with `count` messages, made at `made`."""
    return {
        "id": str(thread.id),
        "type": 11,
        "guild_id": str(thread.guild_id),
        "parent_id": str(thread.parent_id),
        "owner_id": str(thread.owner_id),
        "name": thread.name,
        "last_message_id": None if last_message is None else str(last_message),
        "last_pin_timestamp": None,
        "rate_limit_per_user": 0,
        "message_count": count,
        "total_message_sent": count,
        "member_count": 1,
        "thread_metadata": {
            "archived": thread.archived,
            "auto_archive_duration": 1440,
            "archive_timestamp": made,
            "create_timestamp": made,
            "locked": False,
        },
        "flags": 0,
    }


def guild_payload(guild: Guild) -> Json:
    """Return the Guild object."""
    return {
        "id": str(guild.id),
        "name": guild.name,
        "icon": None,
        "splash": None,
        "owner_id": str(guild.owner_id),
        "afk_channel_id": None,
        "afk_timeout": 300,
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "roles": [role_payload(role) for role in guild.roles],
        "emojis": [],
        "stickers": [],
        "features": [],
        "mfa_level": 0,
        "application_id": None,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "rules_channel_id": None,
        "vanity_url_code": None,
        "description": None,
        "banner": None,
        "premium_tier": guild.tier,
        "premium_subscription_count": (0, 2, 7, 14)[guild.tier],
        "preferred_locale": "en-US",
        "public_updates_channel_id": None,
        "nsfw_level": 0,
        "premium_progress_bar_enabled": False,
    }


def application(guilds: int) -> Json:
    """Return the bot's own Application object; it is in that many `guilds`."""
    return {
        "id": str(APPLICATION_ID),
        "name": BOT_USER.name,
        "icon": None,
        "description": "",
        "bot_public": False,
        "bot_require_code_grant": False,
        "owner": user_payload(ADA),
        "team": None,
        "verify_key": "0" * 64,
        "flags": _APPLICATION_FLAGS,
        "bot": user_payload(BOT_USER),
        "approximate_guild_count": guilds,
    }


def _overwrites(overwrites: Iterable[Overwrite], denied: Permission) -> list[Json]:
    """Return permission overwrites; what the bot is denied everywhere joins its own."""
    layers = {o.id: (o.kind, o.allow, o.deny) for o in overwrites}
    if denied:
        _, allow, deny = layers.get(BOT_USER.id, (1, 0, 0))
        layers[BOT_USER.id] = (1, allow & ~int(denied), deny | int(denied))
    return [
        {"id": str(target), "type": kind, "allow": str(allow), "deny": str(deny)}
        for target, (kind, allow, deny) in layers.items()
    ]
