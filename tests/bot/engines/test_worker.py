"""The real worker, with the real network, on small pictures."""

import asyncio
import io
import os
import signal

import numpy as np
import pytest
import pytest_asyncio
import torch
from PIL import Image

from bot.engines.local import LocalEngine
from bot.engines.painter import _out_of_memory
from bot.engines.protocol import Cancelled, Done, Failed, Progressed, SlotLost, Spec, Started
from stylecore.encoders.cache import ensure
from stylecore.encoders.networks import NETWORKS
from stylecore.images import encode
from stylecore.options import StyleOptions


def painted(seed: int, patch: int) -> bytes:
    """Return a PNG of 64 x 48 pixels: random colours in soft patches."""
    coarse = np.random.default_rng(seed).integers(0, 256, (48 // patch, 64 // patch, 3), np.uint8)
    return encode(Image.fromarray(coarse).resize((64, 48), Image.Resampling.BICUBIC))


PHOTO, PAINTING = painted(seed=1, patch=16), painted(seed=2, patch=4)


def spec(attempt=1, checkpoint=None, content=None, **options) -> Spec:
    plain = {"max_num_epochs": 6, "save_epochs": 2, "stop_eps": 0, "max_long_edge": 64}
    options = StyleOptions(**plain | options)
    return Spec(1, attempt, options, content or PHOTO, PAINTING, checkpoint)


def pixels(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), dtype=float)


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def engine():
    await asyncio.to_thread(ensure, NETWORKS["vgg16"])
    engine = LocalEngine(("cpu",))
    await engine.open()
    yield engine
    await engine.close()


async def run(engine: LocalEngine, wanted: Spec) -> list:
    slot = await asyncio.wait_for(engine.ready("cpu"), 90)
    await engine.start(slot, wanted)
    return [event async for event in engine.events(slot, wanted.job)]


async def killed_after_first_checkpoint(engine: LocalEngine, wanted: Spec) -> Progressed:
    """Run until a checkpoint came, kill the worker, and return that checkpoint's event."""
    slot = await engine.ready("cpu")
    await engine.start(slot, wanted)
    saved = []
    with pytest.raises(SlotLost):
        async for event in engine.events(slot, wanted.job):
            if isinstance(event, Progressed) and event.checkpoint:
                saved.append(event)
                os.kill(engine._keepers["cpu"]._lives[-1].pid, signal.SIGKILL)
    return saved[0]


async def test_it_paints_and_a_killed_one_goes_on_to_the_same_picture(engine):
    whole = await run(engine, spec())
    assert isinstance(whole[0], Started) and isinstance(whole[-1], Done)
    saved = [e for e in whole if isinstance(e, Progressed) and e.picture]
    assert [e.epoch for e in saved] == [2, 4, 6] and all(e.checkpoint for e in saved)
    assert whole[-1].epochs == 6 and whole[-1].reason == "max-epochs"
    photo = pixels(PHOTO)
    assert pixels(whole[-1].picture).shape == photo.shape
    assert np.abs(pixels(whole[-1].picture) - photo).mean() > 2

    saved = await killed_after_first_checkpoint(engine, spec(2, max_num_epochs=1000))
    rest = await run(engine, spec(3, saved.checkpoint))
    epochs = [e.epoch for e in rest if isinstance(e, Progressed)]
    assert min(epochs) > saved.epoch
    assert np.abs(pixels(rest[-1].picture) - pixels(whole[-1].picture)).max() <= 2


async def test_it_says_what_is_wrong_and_goes_on(engine):
    tiny = encode(Image.new("RGB", (8, 8)))
    failed = (await run(engine, spec(11, content=tiny)))[-1]
    assert isinstance(failed, Failed) and failed.kind == "mistake" and "small" in failed.message
    broken = (await run(engine, spec(12, b"not a checkpoint", max_num_epochs=1)))[-1]
    assert isinstance(broken, Done) and broken.epochs == 1

    slot = await engine.ready("cpu")
    await engine.start(slot, spec(13, max_num_epochs=100_000))
    events = engine.events(slot, 1)
    await anext(events)
    await engine.cancel(slot, 1)
    assert isinstance([event async for event in events][-1], Cancelled)


async def test_memory_that_ran_out_is_known_from_other_errors():
    with pytest.raises(RuntimeError) as caught:
        torch.empty(2**50)
    assert _out_of_memory(caught.value)
    assert _out_of_memory(MemoryError())
    assert not _out_of_memory(RuntimeError("shapes do not match"))


async def test_where_the_network_is_not_there_the_member_learns_no_folder(engine):
    *_, last = await run(engine, spec(weights="/nowhere/special.pth"))
    assert isinstance(last, Failed)
    assert "not installed" in last.message
    assert "nowhere" not in last.message
