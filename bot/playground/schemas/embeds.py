"""Embeds and their limits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from bot.playground.schemas.base import Schema

__all__ = ["MAX_TEXT", "Embed", "text_length"]

MAX_TEXT = 6000


def _address(value: str) -> str:
    if not value.startswith(("http://", "https://", "attachment://")):
        raise ValueError("Scheme must be one of http, https, attachment.")
    return value


def _time(value: str) -> str:
    datetime.fromisoformat(value)
    return value


Address = Annotated[str, Field(max_length=2048), AfterValidator(_address)]


class Media(Schema):
    """An image or thumbnail; all but `url` is what an earlier answer carried, and is ignored."""

    url: Address
    proxy_url: str | None = None
    width: int | None = None
    height: int | None = None
    content_type: str | None = None
    flags: int | None = None


class Footer(Schema):
    """The last line."""

    text: str = Field(max_length=2048)
    icon_url: Address | None = None
    proxy_icon_url: str | None = None


class Author(Schema):
    """The first line."""

    name: str = Field(max_length=256)
    url: Address | None = None
    icon_url: Address | None = None
    proxy_icon_url: str | None = None


class EmbedField(Schema):
    """A name and a value."""

    name: str = Field(min_length=1, max_length=256)
    value: str = Field(min_length=1, max_length=1024)
    inline: bool = False


class Embed(Schema):
    """A rich embed."""

    type: Literal["rich"] = "rich"
    title: str | None = Field(None, max_length=256)
    description: str | None = Field(None, max_length=4096)
    url: Address | None = None
    timestamp: Annotated[str, AfterValidator(_time)] | None = None
    color: int | None = Field(None, ge=0, le=0xFFFFFF)
    footer: Footer | None = None
    image: Media | None = None
    thumbnail: Media | None = None
    author: Author | None = None
    fields: list[EmbedField] = Field(default_factory=list, max_length=25)
    flags: int | None = None


def text_length(embeds: Iterable[Embed]) -> int:
    """Return how many characters Discord counts; a message may have 6000 in its embeds."""
    return sum(_length(embed) for embed in embeds)


def _length(embed: Embed) -> int:
    texts = [embed.title, embed.description]
    texts += [embed.footer.text] if embed.footer else []
    texts += [embed.author.name] if embed.author else []
    texts += [text for field in embed.fields for text in (field.name, field.value)]
    return sum(len(text or "") for text in texts)
