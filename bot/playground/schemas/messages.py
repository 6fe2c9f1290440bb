"""Messages as a bot sends, edits and answers with them."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from bot.playground.schemas.base import Schema, Snowflake
from bot.playground.schemas.components import ActionRow
from bot.playground.schemas.embeds import Embed

__all__ = [
    "AllowedMentions",
    "Attachment",
    "Callback",
    "Choice",
    "Choices",
    "Create",
    "Edit",
    "Response",
]

Ids = Annotated[list[Snowflake], Field(max_length=100)]
Embeds = Annotated[list[Embed], Field(max_length=10)]
Rows = Annotated[list[ActionRow], Field(max_length=5)]


class AllowedMentions(Schema):
    """Whom a message may ping."""

    parse: list[Literal["everyone", "users", "roles"]] = Field(default_factory=list)
    users: Ids = Field(default_factory=list)
    roles: Ids = Field(default_factory=list)
    replied_user: bool = False

    @model_validator(mode="after")
    def _exclusive(self) -> Self:
        if ("users" in self.parse and self.users) or ("roles" in self.parse and self.roles):
            raise ValueError("parse and a list of ids are mutually exclusive.")
        return self


class Attachment(Schema):
    """A new file by its number, or one that is there already by its id."""

    id: Snowflake
    filename: str | None = None
    description: str | None = Field(None, max_length=1024)
    size: int | None = None
    url: str | None = None
    proxy_url: str | None = None
    width: int | None = None
    height: int | None = None
    content_type: str | None = None
    spoiler: bool | None = None


Attachments = Annotated[list[Attachment], Field(max_length=10)]


class MessageReference(Schema):
    """The message that is answered."""

    message_id: Snowflake
    channel_id: Snowflake | None = None
    guild_id: Snowflake | None = None
    fail_if_not_exists: bool = True
    type: Literal[0] = 0


class Edit(Schema):
    """The body of PATCH; what is not set stays."""

    content: str | None = Field(None, max_length=2000)
    embeds: Embeds | None = None
    components: Rows | None = None
    attachments: Attachments | None = None
    allowed_mentions: AllowedMentions | None = None
    flags: int | None = Field(None, ge=0)
    tts: bool = False


class Response(Edit):
    """A message that answers an interaction or follows one up."""


class Create(Edit):
    """The body of POST."""

    nonce: str | int | None = None
    enforce_nonce: bool = False
    message_reference: MessageReference | None = None

    @model_validator(mode="after")
    def _short_nonce(self) -> Self:
        if len(str(self.nonce or "")) > 25:
            raise ValueError("A nonce must be 25 or fewer in length.")
        return self


class Choice(Schema):
    """A value to choose from."""

    name: str = Field(min_length=1, max_length=100)
    name_localizations: dict[str, str] | None = None
    value: Annotated[str, Field(max_length=100)] | int | float


class Choices(Schema):
    """The answer to a question for choices."""

    choices: Annotated[list[Choice], Field(max_length=25)]


class Callback(Schema):
    """The answer to an interaction; `data` is read once the type is known."""

    type: Literal[4, 5, 6, 7, 8, 9]
    data: dict[str, Any] | None = None
