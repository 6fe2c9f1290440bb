"""Two pictures in a chat become an artwork: the real bot, the real network, over real sockets."""

from __future__ import annotations

import asyncio
import re

import numpy as np
import pytest
import torch
from PIL import Image

from stylecore.encoders import Encoder
from stylecore.objective import style_distance
from stylecore.samples import load
from stylecore.tensors import to_tensor
from tests.e2e.studio import (
    Json,
    Studio,
    alive,
    buttons,
    children,
    is_artwork,
    is_reply,
    pictures_of,
    png,
    words,
)

CPU = torch.device("cpu")


@pytest.fixture
def photo() -> Image.Image:
    return load("chelsea").resize((144, 96))


@pytest.fixture
def painting() -> Image.Image:
    return load("starry").resize((120, 96))


def _files(photo: Image.Image, painting: Image.Image) -> list[tuple[str, bytes]]:
    return [("cat.png", png(photo)), ("swirl.png", png(painting))]


def _epochs(studio: Studio, request: Json) -> list[int]:
    """Return the epochs that the job's message has shown, in the order it showed them."""
    texts = [words(e["message"]) for e in studio.seen if is_reply(e, request)]
    found = [re.search(r"epoch (\d+) of", text) for text in texts]
    return [int(match[1]) for match in found if match]


def _previews(studio: Studio, request: Json) -> list[str]:
    """Return the addresses of the progress pictures, in the order they appeared."""
    shown = [
        url
        for event in studio.seen
        if is_reply(event, request) and not is_artwork(event, request)
        for url in pictures_of(event["message"])
        if url in studio.pictures
    ]
    return list(dict.fromkeys(shown))


async def test_two_pictures_become_an_artwork(
    studio: Studio, photo: Image.Image, painting: Image.Image, encoder: Encoder
) -> None:
    request = await studio.say("!style weight=20:1 epochs=30", *_files(photo, painting))
    final = (await studio.until(lambda e: is_artwork(e, request), seconds=90))["message"]

    epochs = _epochs(studio, request)
    assert epochs == sorted(epochs)
    assert len(set(epochs)) >= 3
    previews = [studio.picture(url) for url in _previews(studio, request)]
    assert len(previews) >= 3
    assert len({preview.tobytes() for preview in previews}) == len(previews)

    (url,) = pictures_of(final)
    artwork = studio.picture(url)
    assert artwork.size == (96, 64)
    content = photo.resize((96, 64), Image.Resampling.LANCZOS)
    difference = np.abs(np.asarray(artwork, float) - np.asarray(content, float)).mean()
    assert difference > 10
    style = to_tensor(painting.resize((96, 77), Image.Resampling.LANCZOS), CPU)
    before = style_distance(encoder, to_tensor(content, CPU), style)
    after = style_distance(encoder, to_tensor(artwork, CPU), style)
    assert after < before / 5

    await asyncio.sleep(1)
    assert len([m for m in await studio.history() if is_artwork(_event(m), request)]) == 1
    assert "20:1" in words(final)


async def test_a_kill_in_the_middle_loses_nothing(
    studio: Studio, photo: Image.Image, painting: Image.Image
) -> None:
    request = await studio.say("!style epochs=60 save=5", *_files(photo, painting))
    await studio.until(lambda e: _shows_epoch(e, request, 10))
    workers = children(studio.bot.pid)
    await studio.kill_bot()
    seen = len(studio.seen)
    await _all_gone(workers)

    await studio.start_bot()
    await studio.until(lambda e: is_artwork(e, request), seconds=90)
    resumed = [
        int(match[1])
        for event in studio.seen[seen:]
        if is_reply(event, request)
        and (match := re.search(r"epoch (\d+) of", words(event["message"])))
    ]
    assert min(resumed) >= 10  # from its last checkpoint, not from the start
    await asyncio.sleep(1)
    assert len([m for m in await studio.history() if is_artwork(_event(m), request)]) == 1


async def test_cancel_stops_the_work_and_says_so(
    studio: Studio, photo: Image.Image, painting: Image.Image
) -> None:
    request = await studio.say("!style epochs=1000", *_files(photo, painting))
    shown = await studio.until(lambda e: _shows_epoch(e, request, 5))
    assert await studio.click(shown["message"], "Cancel") == 204
    await studio.until(lambda e: is_reply(e, request) and "ancelled" in words(e["message"]))
    other = await studio.say("!style epochs=5", *_files(photo, painting))
    await studio.until(lambda e: is_artwork(e, other))  # the worker is free again
    assert not any(is_artwork(e, request) for e in studio.seen)


async def test_bad_requests_are_answered_and_nothing_is_queued(
    studio: Studio, photo: Image.Image, painting: Image.Image
) -> None:
    good = _files(photo, painting)
    dot = ("dot.png", png(Image.new("RGB", (1, 1))))
    text = ("notes.png", b"these are only words")
    cases: list[tuple[str, list[tuple[str, bytes]], list[str]]] = [
        ("!style", good[:1], ["painting"]),
        ("!style", [*good, good[0]], ["two"]),
        ("!style", [good[0], text], ["notes.png", "PNG"]),
        ("!style", [dot, good[1]], ["dot.png", "too small"]),
        ("!style weight=abc", good, ["weight", "20:1"]),
        ("!style stpes=5", good, ["stpes"]),
        ("!style epochs=0", good, ["epochs", "1"]),
    ]
    for content, files, expected in cases:
        request = await studio.say(content, *files)
        answer = await studio.reply_to(request, seconds=20)
        for word in expected:
            assert word.lower() in words(answer).lower(), (content, words(answer))
        assert not buttons(answer), "a refusal has nothing to cancel"
    request = await studio.say("!queue")
    assert "#1" not in words(await studio.reply_to(request))


def _event(message: Json) -> Json:
    return {"type": "message_created", "message": message}


def _shows_epoch(event: Json, request: Json, epoch: int) -> bool:
    if not is_reply(event, request):
        return False
    match = re.search(r"epoch (\d+) of", words(event["message"]))
    return bool(match and int(match[1]) >= epoch and pictures_of(event["message"]))


async def _all_gone(pids: set[int]) -> None:
    """Wait until the workers of a killed bot have ended by themselves."""
    assert pids
    for _ in range(100):
        if not any(alive(pid) for pid in pids):
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"orphans stayed: {pids}")
