"""Settings: where they come from, and what is said when one is off."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, load

TOKEN = "MTIz.secret.token"


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Give each test an empty working directory and none of this machine's variables."""
    import os

    for name in list(os.environ):
        if name.startswith(("EASEL_", "DISCORD_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def refusal() -> str:
    with pytest.raises(SettingsError) as caught:
        load()
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_defaults_need_nothing() -> None:
    settings = load()
    assert settings.token is None
    assert settings.devices == ("auto",)
    assert settings.cdn_hosts == ("cdn.discordapp.com", "media.discordapp.net")
    assert settings.options.max_long_edge == 512
    assert settings.data.name == "easel"


def test_the_environment_comes_before_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("easel.toml").write_text('prefix = "?"\nper_member = 5\ndevices = ["cpu"]\n')
    monkeypatch.setenv("EASEL_PER_MEMBER", "7")
    settings = load()
    assert (settings.prefix, settings.per_member, settings.devices) == ("?", 7, ("cpu",))


def test_lists_and_tables_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EASEL_CDN_HOSTS", "127.0.0.1:80, example.org")
    monkeypatch.setenv("EASEL_DEFAULTS", '{"max_long_edge": 256, "save_epochs": 10}')
    settings = load()
    assert settings.cdn_hosts == ("127.0.0.1:80", "example.org")
    assert (settings.options.max_long_edge, settings.options.save_epochs) == (256, 10)


def test_another_file_by_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text("[defaults]\nlr = 0.3\n")
    monkeypatch.setenv("EASEL_CONFIG", str(tmp_path / "other.toml"))
    assert load().options.lr == 0.3


def test_defaults_stay_within_the_hosts_maxima() -> None:
    settings = Settings(max_long_edge=128, max_num_epochs=50)
    assert (settings.options.max_long_edge, settings.options.max_num_epochs) == (128, 50)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("EASEL_PER_MEMBER", "x", "per_member"),
        ("EASEL_PER_MEMBER", "0", "per_member"),
        ("EASEL_EDIT_INTERVAL", "nan", "edit_interval"),
        ("EASEL_PREFIX", " !", "prefix"),
        ("EASEL_PER_MEMBR", "3", "did you mean EASEL_PER_MEMBER"),
        ("EASEL_DEFAULTS", "size=3", "EASEL_DEFAULTS"),
        ("EASEL_DEFAULTS", '{"stop_epz": 1}', "did you mean stop_eps"),
        ("EASEL_DEFAULTS", '{"lr": -1}', "defaults: lr"),
        ("EASEL_DEFAULTS", '{"max_long_edge": 4096}', "max_long_edge"),
        ("EASEL_DISCORD_API", "http://example.org/api", "discord_api"),
        ("EASEL_DISCORD_GATEWAY", "ws://example.org", "discord_gateway"),
        ("EASEL_CONFIG", "missing.toml", "missing.toml"),
        ("DISCORD_TOKEN_FILE", "missing", "missing"),
    ],
)
def test_a_bad_setting_is_named_in_one_line(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    assert said in refusal()


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("qeue_length = 3", "did you mean queue_length"),
        ("prefix = ", "easel.toml"),
        (f'token = "{TOKEN}"', "DISCORD_TOKEN"),
        (f'DISCORD_TOKEN = "{TOKEN}"', "DISCORD_TOKEN"),
    ],
)
def test_a_bad_file_is_named_in_one_line(toml: str, said: str) -> None:
    Path("easel.toml").write_text(toml)
    message = refusal()
    assert said in message
    assert TOKEN not in message


def test_the_token_comes_from_the_environment_or_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    first = load().token
    Path("token").write_text(f"{TOKEN}2\n")
    monkeypatch.setenv("DISCORD_TOKEN_FILE", "token")
    second = load().token
    assert first and first.get_secret_value() == TOKEN
    assert second and second.get_secret_value() == f"{TOKEN}2"


def test_the_token_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    settings = load()
    logging.getLogger().info("%s", settings)
    assert TOKEN not in f"{settings!r} {settings} {settings.model_dump()}"


def test_loopback_may_be_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EASEL_DISCORD_API", "http://127.0.0.1:9/api/v10/")
    assert load().discord_api == "http://127.0.0.1:9/api/v10"
