"""What the host decides: easel.toml and EASEL_* in the environment, read once at the start.

Environment first, then `easel.toml` in the working directory (or the file that EASEL_CONFIG
names), then the defaults below. The token comes from DISCORD_TOKEN or the file that
DISCORD_TOKEN_FILE names, and from nowhere else: never from an argument, never from easel.toml.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import (
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from pydantic_settings import SettingsError as SourceError

from stylecore.options import StyleOptions

__all__ = ["Settings", "SettingsError", "is_loopback", "load", "reloaded"]

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class SettingsError(Exception):
    """A setting that cannot be used; the message is one line that names it."""


def is_loopback(host: str | None) -> bool:
    """Say whether `host` is this very machine."""
    return host in LOOPBACK


def _list(value: object) -> object:
    """Read `a,b` from the environment; leave a list from easel.toml as it is."""
    return [part.strip() for part in value.split(",")] if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_list), Field(min_length=1)]


class Settings(BaseSettings):
    """Every setting of the bot. Frozen; unknown names are refused."""

    model_config = SettingsConfigDict(
        env_prefix="EASEL_", env_ignore_empty=True, extra="forbid", frozen=True
    )

    token: SecretStr | None = Field(None, validation_alias="DISCORD_TOKEN", exclude=True)
    data: Path = Field(default_factory=lambda: user_data_path("easel"))
    prefix: str = Field("!", min_length=1, max_length=10)
    devices: Words = ("auto",)
    discord_api: str | None = None
    discord_gateway: str | None = None
    cdn_hosts: Words = ("cdn.discordapp.com", "media.discordapp.net")
    defaults: dict[str, Any] = Field(default_factory=dict)
    max_long_edge: int = Field(1024, ge=32, le=16_384)
    max_num_epochs: int = Field(1000, ge=1, le=100_000)
    queue_length: int = Field(100, ge=1)
    per_member: int = Field(3, ge=1)
    per_guild: int = Field(25, ge=1)
    daily_gpu_minutes: int = Field(0, ge=0)
    keep_days: float = Field(7.0, ge=0, le=3650, allow_inf_nan=False)
    classes: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    grants: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    owners: tuple[int, ...] = ()
    attachment_bytes: int = Field(10 * 1024 * 1024, ge=1024)
    edit_interval: float = Field(1.5, gt=0, le=60, allow_inf_nan=False)

    @property
    def maxima(self) -> dict[str, float]:
        """What the host allows at most, by parameter."""
        return {"max_long_edge": self.max_long_edge, "max_num_epochs": self.max_num_epochs}

    @property
    def options(self) -> StyleOptions:
        """The options a request starts from: the host's defaults, within the host's maxima."""
        plain = StyleOptions.model_validate({}).model_dump()
        capped = {name: min(plain[name], most) for name, most in self.maxima.items()}
        return StyleOptions(**{**capped, **self.defaults})

    @property
    def granted(self) -> dict[str, tuple[str, ...]]:
        """Which servers may use which devices, with the classes spelt out."""
        return {
            guild: tuple(d for word in words for d in self.classes.get(word, (word,)))
            for guild, words in self.grants.items()
        }

    @field_validator("grants")
    @classmethod
    def _grants_name_servers(cls, grants: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        for guild in grants:
            if guild != "default" and not guild.isdecimal():
                raise ValueError(f"{guild} is neither a server's id nor `default`")
        return grants

    @field_validator("prefix")
    @classmethod
    def _prefix_can_be_typed(cls, prefix: str) -> str:
        if prefix.strip() != prefix or not prefix.isprintable():
            raise ValueError("a prefix is one or more visible characters, such as '!'")
        return prefix

    @field_validator("discord_api", "discord_gateway")
    @classmethod
    def _safe_address(cls, url: str | None) -> str | None:
        if url is None:
            return None
        parts = urlsplit(url)
        if parts.scheme not in ("https", "wss") and not is_loopback(parts.hostname):
            raise ValueError("must be encrypted (https or wss), except on this machine itself")
        return url.rstrip("/")

    @model_validator(mode="after")
    def _defaults_are_options(self) -> Self:
        try:
            options = self.options
        except ValidationError as error:
            raise ValueError(f"defaults: {_first(error, StyleOptions)}") from None
        for name, most in self.maxima.items():
            if getattr(options, name) > most:
                raise ValueError(f"defaults: {name} is above this host's maximum of {most}")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - pydantic's signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order the sources: explicit values, the environment, easel.toml."""
        toml = TomlConfigSettingsSource(settings_cls, _config_file())
        return init_settings, env_settings, toml


RELOADABLE = (
    "defaults",
    "max_long_edge",
    "max_num_epochs",
    "queue_length",
    "per_member",
    "per_guild",
    "daily_gpu_minutes",
    "keep_days",
    "classes",
    "grants",
    "owners",
)


def reloaded(old: Settings) -> tuple[Settings, list[str]]:
    """Return the settings as they are read now, and the names of changes that need a restart.

    Raises SettingsError for what is off; the old ones stay good then.
    """
    new = load()
    later = [
        name
        for name in Settings.model_fields
        if name not in RELOADABLE and getattr(new, name) != getattr(old, name)
    ]
    taken = {name: getattr(new, name) for name in RELOADABLE}
    return old.model_copy(update=taken), later


def load() -> Settings:
    """Return this process's settings; raise SettingsError, one line, for what is off."""
    try:
        _refuse_token_in(_config_file())
        _refuse_unknown(os.environ)
        token = _token(os.environ)
        given: dict[str, Any] = {"DISCORD_TOKEN": token} if token else {}
        return Settings(**given)
    except ValidationError as error:
        raise SettingsError(_first(error, Settings)) from None
    except SourceError as error:
        raise SettingsError(_unread(error)) from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{_config_file()}: not valid TOML: {error}") from None
    except OSError as error:
        raise SettingsError(f"{error.filename}: {error.strerror}") from None


def _config_file() -> Path:
    return Path(os.environ.get("EASEL_CONFIG") or "easel.toml")


def _token(environ: Mapping[str, str]) -> str | None:
    """Return the bot's token, from the environment or from the file it names."""
    if file := environ.get("DISCORD_TOKEN_FILE"):
        token = Path(file).read_text(encoding="utf-8").strip()
        if not token:
            raise SettingsError(f"DISCORD_TOKEN_FILE: {file} is empty")
        return token
    return environ.get("DISCORD_TOKEN", "").strip() or None


def _refuse_token_in(file: Path) -> None:
    """Settings files get copied, shown and committed; a token in one is a leak waiting."""
    if not file.is_file():
        if "EASEL_CONFIG" in os.environ:
            raise SettingsError(f"EASEL_CONFIG: there is no file {file}")
        return
    names = {name.lower() for name in tomllib.loads(file.read_text(encoding="utf-8"))}
    if names & {"token", "discord_token"}:
        raise SettingsError(
            f"{file}: a token does not belong in here; set DISCORD_TOKEN or DISCORD_TOKEN_FILE"
        )


def _refuse_unknown(environ: Mapping[str, str]) -> None:
    """Catch a misspelt EASEL_ variable, which would otherwise be ignored in silence."""
    known = {f"EASEL_{name.upper()}" for name in Settings.model_fields if name != "token"}
    known |= {"EASEL_CONFIG", "EASEL_CACHE"}
    for name in environ:
        close = difflib.get_close_matches(name, known, n=1, cutoff=0.85)
        if name.startswith("EASEL_") and name not in known and close:
            raise SettingsError(f"{name}: there is no such setting; did you mean {close[0]}?")


def _unread(error: SourceError) -> str:
    """Name the variable that pydantic-settings could not read: lists and tables are JSON."""
    tables = ("defaults", "classes", "grants", "owners")
    named = [name for name in tables if f'"{name}"' in str(error)]
    where = f"EASEL_{named[0].upper()}" if named else str(error)
    return f"{where}: must be JSON, such as '{{\"save_epochs\": 25}}'"


def _first(error: ValidationError, model: type[Any]) -> str:
    """Say the first of pydantic's complaints in one line, without the value (it may be secret)."""
    what = error.errors(include_url=False, include_input=False, include_context=False)[0]
    name = ".".join(str(part) for part in what["loc"])
    if what["type"] != "extra_forbidden":
        message = what["msg"].removeprefix("Value error, ")
        return f"{name}: {message}" if name else message
    close = difflib.get_close_matches(name, model.model_fields, n=1)
    hint = f"; did you mean {close[0]}?" if close else ""
    return f"{name}: there is no such setting{hint}"
