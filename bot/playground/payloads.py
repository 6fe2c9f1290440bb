"""People, roles, channels and the guild as Discord writes them."""

from __future__ import annotations

from collections.abc import Iterable

from bot.playground.permissions import NOTHING, Permission
from bot.playground.world import (
    ADA,
    APPLICATION_ID,
    BOT_USER,
    GUILD_ID,
    ROLES,
    USERS,
    Channel,
    Json,
    Role,
    User,
    joined_at,
    permissions_of,
)

__all__ = [
    "application",
    "bot_user",
    "channel_payload",
    "guild_create",
    "guild_payload",
    "interaction_member",
    "member_payload",
    "role_payload",
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


def member_payload(user: User, *, whole: bool = True) -> Json:
    """Return a Member object; within a message it comes without its user."""
    member: Json = {
        "roles": [str(role) for role in user.roles],
        "joined_at": joined_at(user),
        "nick": None,
        "avatar": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
        "premium_since": None,
        "communication_disabled_until": None,
    }
    return member | {"user": user_payload(user)} if whole else member


def interaction_member(user: User) -> Json:
    """Return the Member object of an interaction, with the permissions in that channel."""
    return member_payload(user) | {"permissions": str(int(permissions_of(user)))}


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
        "permissions": str(int(role.permissions)),
        "managed": role.managed,
        "mentionable": False,
        "flags": 0,
    } | ({"tags": {"bot_id": str(BOT_USER.id)}} if role.managed else {})


def channel_payload(
    channel: Channel, last_message: int | None = None, denied: Permission = NOTHING
) -> Json:
    """Return a text Channel object; `denied` is what the bot may not do in it."""
    overwrite = {"id": str(BOT_USER.id), "type": 1, "allow": "0", "deny": str(int(denied))}
    return {
        "id": str(channel.id),
        "type": 0,
        "guild_id": str(GUILD_ID),
        "name": channel.name,
        "topic": channel.topic or None,
        "position": channel.position,
        "permission_overwrites": [overwrite] if denied else [],
        "parent_id": None,
        "nsfw": False,
        "rate_limit_per_user": 0,
        "last_message_id": None if last_message is None else str(last_message),
        "flags": 0,
    }


def guild_payload() -> Json:
    """Return the Guild object."""
    return {
        "id": str(GUILD_ID),
        "name": "The Atelier",
        "icon": None,
        "splash": None,
        "owner_id": str(ADA.id),
        "afk_channel_id": None,
        "afk_timeout": 300,
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "roles": [role_payload(role) for role in ROLES],
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
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "preferred_locale": "en-US",
        "public_updates_channel_id": None,
        "nsfw_level": 0,
        "premium_progress_bar_enabled": False,
    }


def guild_create(channels: Iterable[Json]) -> Json:
    """Return what GUILD_CREATE carries: the guild with its channels and members."""
    return guild_payload() | {
        "joined_at": joined_at(BOT_USER),
        "large": False,
        "unavailable": False,
        "member_count": len(USERS),
        "members": [member_payload(user) for user in USERS],
        "channels": list(channels),
        "threads": [],
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def application() -> Json:
    """Return the bot's own Application object."""
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
        "approximate_guild_count": 1,
    }
