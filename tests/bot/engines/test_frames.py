import asyncio
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engines import frames
from bot.engines.frames import LENGTH, Frame, FrameError, pack, read, receive

values = st.dictionaries(
    st.text(max_size=10), st.integers() | st.text(max_size=20) | st.none() | st.booleans()
)
some_frames = st.builds(
    Frame,
    st.text(max_size=10),
    values,
    st.dictionaries(st.text(max_size=10), st.binary(max_size=200), max_size=8),
)


def wire(*sent: Frame) -> bytes:
    return b"".join(piece for frame in sent for piece in pack(frame))


async def receive_all(data: bytes) -> list[Frame]:
    stream = asyncio.StreamReader()
    stream.feed_data(data)
    stream.feed_eof()
    found = []
    while frame := await receive(stream):
        found.append(frame)
    return found


@given(st.lists(some_frames, max_size=3))
def test_what_is_sent_arrives_on_both_kinds_of_stream(sent):
    data = wire(*sent)
    stream = io.BytesIO(data)
    assert [read(stream) for _ in sent] == sent
    assert read(stream) is None
    assert asyncio.run(receive_all(data)) == sent


@given(some_frames, st.data())
def test_a_cut_frame_is_an_error(frame, data):
    whole = wire(frame)
    cut = whole[: data.draw(st.integers(1, len(whole) - 1))]
    with pytest.raises(FrameError):
        read(io.BytesIO(cut))
    with pytest.raises(FrameError):
        asyncio.run(receive_all(cut))


@given(st.binary(min_size=5, max_size=300))
def test_junk_is_an_error_and_nothing_else(junk):
    with pytest.raises(FrameError):
        stream = io.BytesIO(junk)
        while read(stream):
            pass
        raise FrameError("by chance it was frames to the end")


def header(**parts: object) -> bytes:
    data = json.dumps({"kind": "x", "values": {}, "blobs": []} | parts).encode()
    return LENGTH.pack(len(data)) + data


@pytest.mark.parametrize(
    "bad",
    [
        LENGTH.pack(2**32 - 1),
        header(blobs=[["a", 2**40]]),
        header(blobs=[["a", -1]]),
        header(blobs=[["a", True]]),
        header(blobs=[["a", 1.5]]),
        header(blobs=[["a", 0], ["a", 0]]),
        header(blobs=[[str(i), 0] for i in range(9)]),
        header(blobs=[["a", frames.MAX_BYTES], ["b", 1]]),
        header(blobs={"a": 1}),
        header(values=[]),
        header(kind=1),
        LENGTH.pack(200_000) + b"[" * 200_000,
    ],
)
def test_sizes_and_shapes_are_checked_before_anything_is_read(bad):
    with pytest.raises(FrameError):
        read(io.BytesIO(bad))


def test_a_frame_too_large_is_not_sent():
    with pytest.raises(FrameError):
        pack(Frame("x", {"long": "y" * frames.MAX_HEADER}))
