"""The desks over real sockets: who may, what changes, what is said to wrong input."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.chat.conftest import Life, Page, buttons, text_of

ADA = 1_250_000_000_000_000_031
MIA = 1_250_000_000_000_000_030


async def test_members_change_nothing(life: Life, page: Page) -> None:
    await page.say("!styleadmin pause")
    assert "Manage Server" in text_of(await page.answer("admins"))
    await page.say("!easel drain")
    assert "runs this bot" in text_of(await page.answer("runs this bot"))
    await page.ask()
    await page.answer("Your artwork is ready")


async def test_a_pause_refuses_and_undo_lifts_it(life: Life, page: Page) -> None:
    await page.say("!styleadmin pause", user="ada")
    await page.answer("Done.")
    await page.ask()
    await page.answer("paused on this server")
    await page.say("!styleadmin undo", user="ada")
    await page.answer("Undone.")
    await page.ask()
    await page.answer("Your artwork is ready")


async def test_the_desk_shows_all_and_refreshes_for_admins_only(life: Life, page: Page) -> None:
    await page.say("!styleadmin limits per-member=1 max-size=48", user="ada")
    await page.answer("Done.")
    await page.say(f"!styleadmin ban <@{MIA}>", user="ada")
    await page.until(lambda all_: sum("Done." in text_of(m) for m in all_) == 2)
    await page.say("!styleadmin", user="ada")
    desk = await page.answer("The studio's desk")
    text = text_of(desk)
    for part in ("per member 1", "size 48 px", "`-1` cpu", f"<@{MIA}>", "per-member default → 1"):
        assert part in text
    assert buttons(desk) == ["easel:desk:refresh"]
    assert await page.click(desk, "refresh", user="mia") < 300
    await page.say(f"!styleadmin unban <@{MIA}>", user="ada")
    await page.until(lambda all_: sum("Done." in text_of(m) for m in all_) == 3)
    assert await page.click(desk, "refresh", user="ada") < 300
    await page.until(
        lambda all_: [m for m in all_ if m["id"] == desk["id"] and "banned:" not in text_of(m)]
    )
    await page.say("!styleadmin audit", user="ada")
    assert "unban" in text_of(await page.answer("Changes"))


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("limits per-membr=2", "Did you mean `per-member`"),
        ("limits per-member=99", "from 1 to 2"),
        ("gpus 7", "may use the devices -1"),
        ("pauze", "styleadmin pause"),
        ("cancel 999", "no job #999"),
        ("ban mia", "ban @member"),
        ("undo", "nothing to undo"),
    ],
)
async def test_wrong_input_is_explained_and_changes_nothing(
    life: Life, page: Page, said: str, answer: str
) -> None:
    await page.say(f"!styleadmin {said}", user="ada")
    await page.answer(answer)
    guild = life.client.guilds[0].id
    assert await life.client.service.office.changes(guild, 5) == []


async def test_the_host_reloads_and_drains(
    life: Life, page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = life.client
    client.settings = client.settings.model_copy(update={"owners": (ADA,)})
    config = tmp_path / "easel.toml"
    config.write_text(f"per_member = 5\nowners = [{ADA}]\nprefix = '?'\n")
    monkeypatch.setenv("EASEL_CONFIG", str(config))
    await page.say("!easel reload", user="ada")
    assert "prefix" in text_of(await page.answer("need a restart"))
    assert (await client.service.policy(client.guilds[0].id)).per_member == 5
    config.write_text("per_membr = 5\n")
    await page.say("!easel reload", user="ada")
    await page.answer("did you mean per_member")
    await page.say("!easel drain", user="ada")
    await page.answer("I finish what runs")
    await page.ask()
    await page.answer("about to restart")
    for what in ("status", "devices", "guilds"):
        await page.say(f"!easel {what}", user="ada")
    await page.answer("draining")
    await page.answer("GPU-minutes")
