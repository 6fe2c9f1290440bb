"""Conversations over real sockets: real client, intake, jobs and posts; only the art is tiny."""

from __future__ import annotations

import asyncio
import re

import pytest

from .conftest import Json, Life, Page, buttons, png, text_of


async def test_a_request_becomes_an_artwork(life: Life, page: Page) -> None:
    request = await page.ask("weight=20:1 save-epochs=10")
    art = await page.answer("Your artwork is ready")
    over = await page.answer("finished")
    ticket, progress, _ = await page.messages()
    assert "watch below" in text_of(ticket)
    assert "photo: cat.png · painting: swirl.png" in text_of(ticket)
    assert ticket["message_reference"]["message_id"] == request["id"]
    assert over["id"] == progress["id"]
    assert not buttons(ticket)
    assert not buttons(over)
    assert art["message_reference"]["message_id"] == request["id"]
    assert "weight=20:1" in text_of(art)
    assert (await page.picture(art)).format == "PNG"
    job = await life.client.service.job(int(text_of(over).partition("#")[2].split()[0]))
    assert job and (job.state, job.reply_id) == ("done", int(art["id"]))


async def test_progress_is_one_message_whose_picture_changes(life: Life, page: Page) -> None:
    await page.ask("epochs=180 save=60 eps=0")
    seen: list[str] = []

    def collect(messages: list[Json]) -> bool:
        for message in messages:
            for embed in message["embeds"]:
                name = embed.get("image", {}).get("url", "").rpartition("/")[2]
                if name and "pair" not in name and name not in seen:
                    seen.append(name)
        return any("Your artwork" in text_of(m) for m in messages)

    await page.until(collect)
    epochs = [int(re.findall(r"[0-9]+", name)[1]) for name in seen]
    assert epochs[0] == 0
    assert len(epochs) >= 3
    assert epochs == sorted(epochs)


async def test_a_mention_is_a_prefix_too(life: Life, page: Page) -> None:
    assert life.client.user
    files = (("cat.png", png("teal")), ("swirl.png", png("gold")))
    await page.say(f"<@{life.client.user.id}> style", *files)
    await page.answer("Your artwork is ready")


async def test_pictures_may_come_from_the_message_replied_to(life: Life, page: Page) -> None:
    first = await page.say("look", ("cat.png", png("teal")), ("swirl.png", png("gold")))
    await page.say("!style", reply_to=first["id"])
    await page.answer("photo: cat.png · painting: swirl.png")


RED = ("a.png", png("red"))
ANSWERS: list[tuple[str, list[tuple[str, bytes]], str]] = [
    ("!style", [], "I need two pictures"),
    ("!style", [RED], "That's one picture"),
    ("!style", [RED] * 3, "3 attachments"),
    ("!style", [RED, ("b.png", b"hello, I am text")], "(b.png) won't do"),
    ("!style", [RED, ("b.png", png("red", (1, 1)))], "(b.png) won't do"),
    ("!style", [RED, ("b.txt", b"hello")], "not a picture"),
    ("!style weight=abc", [RED] * 2, "`weight` takes two numbers"),
    ("!style stpes=5", [RED] * 2, "Did you mean `epochs`"),
    ("!style size=9999", [RED] * 2, "32 to 1024 px in this studio"),
    ("!sytle", [], "Did you mean `!style`"),
    ("!cancel", [], "no job that could be cancelled"),
    ("!cancel 999", [], "no job #999"),
    ("!cancel me", [], "no job's number"),
    ("!queue", [], "Nothing is being painted"),
    ("!help", [], "!queue"),
    ("!help style", [], "weight=10:1"),
    ("!style help", [], "size=48"),
    ("!help nonsense", [], "no command"),
]


async def test_answers_with_what_to_do_and_queues_nothing(life: Life, page: Page) -> None:
    together = asyncio.Semaphore(life.settings.per_member)  # pictures count while they are fetched

    async def case(words: str, files: list[tuple[str, bytes]], said: str) -> None:
        channel = await page.elsewhere()
        async with together:
            request = await channel.say(words, *files)
            answer = await channel.answer(said)
        assert answer["message_reference"]["message_id"] == request["id"]
        assert len(await channel.messages()) == 1

    await asyncio.gather(*(case(*given) for given in ANSWERS))
    assert await life.client.service.job(1) is None


async def test_stays_silent_on_other_bots_commands(life: Life, page: Page) -> None:
    await page.say("!weather tomorrow")
    await page.say("!queue")
    await page.answer("Nothing is being painted")
    assert len(await page.messages()) == 1


async def test_what_was_said_pings_nobody(life: Life, page: Page) -> None:
    await page.say("!style @everyone")
    answer = await page.answer("I don't understand")
    assert not answer["mention_everyone"]
    assert not answer["mentions"]


async def test_the_owner_cancels_by_button(life: Life, page: Page) -> None:
    await page.ask("epochs=1000 eps=0")
    notice = await page.answer("#1 · painting")
    assert await page.click(notice, "stop") == 204
    over = await page.answer("cancelled")
    assert over["id"] == notice["id"]
    assert not buttons(over)
    assert len(await page.messages()) == 2


async def test_only_owner_and_moderators_may_cancel(life: Life, page: Page) -> None:
    await page.ask("epochs=1000 eps=0", user="ada")
    notice = await page.answer("#1 · painting")
    await page.click(notice, "stop", user="mia")
    number = text_of(notice).partition("#")[2].split()[0]
    await page.say(f"!cancel {number}", user="mia")
    await page.answer("isn't your job")
    await page.say("!queue", user="ada")
    assert "yours" in text_of(await page.answer("The queue"))
    await page.say(f"!cancel #{number}", user="ada")
    await page.answer("cancelled.")


async def test_a_member_may_have_only_so_many(life: Life, page: Page) -> None:
    for _ in range(3):
        await page.ask("epochs=1000 eps=0")
    await page.answer("#2 ·")
    await page.answer("as many as one member may")
    refusals = [m for m in await page.messages() if not m["embeds"]]
    assert len(refusals) == 1
    await page.say("!cancel")
    await page.answer("You have several jobs")


async def test_the_artwork_is_deleted_by_its_requester(life: Life, page: Page) -> None:
    await page.ask()
    art = await page.answer("Your artwork is ready")
    await page.click(art, "delete")
    await page.until(lambda all_: all(m["id"] != art["id"] for m in all_))


async def test_a_deleted_notice_is_not_posted_again(life: Life, page: Page) -> None:
    await page.ask("epochs=60 save=5")
    await page.delete(await page.answer("#1 · painting"))
    await page.answer("Your artwork is ready")
    ticket, _ = await page.messages()
    assert "watch below" in text_of(ticket)


async def test_a_deleted_request_still_gets_its_artwork(life: Life, page: Page) -> None:
    request = await page.ask("epochs=60 save=5")
    await page.answer("#1 · painting")
    await page.delete(request)
    await page.answer("Your artwork is ready")


async def test_a_restart_goes_on_and_delivers_once(life: Life, page: Page) -> None:
    await page.ask("epochs=300 save=50 eps=0")
    notice = await page.until(
        lambda all_: next((m for m in all_ if "-5" in str(m["embeds"])), None)
    )
    await life.stop()
    await life.start()
    art = await page.answer("Your artwork is ready")
    await page.answer("finished")
    assert [m["id"] for m in await page.messages()][1:] == [notice["id"], art["id"]]


async def test_an_artwork_sent_before_a_crash_is_not_sent_again(
    life: Life, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def power_cut(*_: int) -> None:
        raise ConnectionResetError("the power went off before the reply was confirmed")

    monkeypatch.setattr(life.client.service, "delivered", power_cut)
    await page.ask()
    art = await page.answer("Your artwork is ready")
    await page.answer("finished")
    await life.stop()
    await life.start()

    async def done() -> bool:
        job = await life.client.service.job(1)
        return job is not None and job.reply_id == int(art["id"])

    async with asyncio.timeout(10):
        while not await done():  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert len(await page.messages()) == 3


async def test_where_it_may_not_attach_files_it_says_so(life: Life, page: Page) -> None:
    await page.ask("epochs=60 save=60 eps=0")
    await page.answer("#1 · painting")
    await page.control(action="deny", permissions=["ATTACH_FILES"])
    await page.answer("Attach Files")
