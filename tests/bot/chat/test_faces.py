"""What messages say: queue, progress, ends, words and uploads."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image

from bot.chat import faces
from bot.chat.faces import Phase
from bot.chat.upload import fit
from bot.chat.words import bar, duration, number, ordinal, said
from bot.jobs.job import Job, JobState, Place, Report
from stylecore.options import StyleOptions

JOB = Job(
    id=17,
    guild_id=1,
    channel_id=2,
    message_id=3,
    user_id=4,
    options=StyleOptions(content_weight=20, max_long_edge=256, max_num_epochs=120),
    state=JobState.QUEUED,
    attempt=1,
    device=None,
    epoch=0,
    max_epochs=120,
    notice_id=None,
    reply_id=None,
    told=False,
    error=None,
    created_at=0.0,
    started_at=None,
    finished_at=None,
    memo="",
)
REPORT = Report(50, 120, 0.01234, 3.0, 0.21, 14.7, None)


def text(face: faces.Face) -> str:
    return f"{face.embed.title}\n{face.embed.description}"


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (Place(1, None, None), "You're next."),
        (Place(3, 130.0, 34.0), "You're 3rd in line, starting in about 2 min. It takes about 34 s"),
    ],
)
def test_queued_says_place_and_time(place: Place, expected: str) -> None:
    shown = text(faces.queued(JOB, place))
    assert expected in shown
    assert "#17" in shown
    assert "`weight=20:1 epochs=120 size=256`" in shown


def test_running_says_how_far() -> None:
    face = faces.running(JOB, REPORT)
    assert "**epoch 50 of 120**" in text(face)
    assert "eps 0.0123 · 0.21 s per epoch · about 15 s left" in text(face)
    assert face.picture is None


def test_a_picture_not_seen_yet_is_kept_for_the_next_face() -> None:
    with_picture = faces.running(JOB, replace(REPORT, picture=b"png"))
    later = faces.running(JOB, replace(REPORT, epoch=51)).over(with_picture)
    assert later.picture == with_picture.picture
    assert "epoch 51" in text(later)
    newest = faces.running(JOB, replace(REPORT, epoch=60, picture=b"new"))
    assert newest.over(with_picture) is newest


def test_a_resumed_job_says_so_and_shows_its_last_picture() -> None:
    face = faces.starting(replace(JOB, attempt=2, epoch=50), b"png")
    assert "from where it stopped" in text(face)
    assert face.picture and face.picture.name == "easel-17-50.png"


@pytest.mark.parametrize(
    ("face", "expected"),
    [
        (
            faces.delivered(replace(JOB, epoch=9, started_at=0, finished_at=3)),
            "9 epochs in 3 s",
        ),
        (faces.cancelled(replace(JOB, epoch=12)), "Stopped at epoch 12."),
        (faces.failed(replace(JOB, error="The GPU is on fire. Try again.")), "GPU is on fire"),
        (faces.failed(JOB), "try again"),
    ],
)
def test_ends_say_what_happened(face: faces.Face, expected: str) -> None:
    assert expected in text(face)
    assert face.phase is Phase.OVER


def test_a_line_of_the_queue() -> None:
    assert faces.line(JOB, Place(2, 60.0, 30.0), mine=True) == (
        "`#17` <@4> · 2nd in line, starts in about 60 s · **yours**"
    )
    assert "epoch 5 of 120" in faces.line(replace(JOB, epoch=5), None, mine=False)


def test_words() -> None:
    assert [duration(s) for s in (0.2, 42, 89, 130, 3600, 4800)] == [
        *("1 s", "42 s", "89 s", "2 min", "1 h", "1 h 20 min")
    ]
    assert [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 112)] == [
        *("1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "112th")
    ]
    assert [number(x) for x in (10.0, 0.1, 1 / 3, 1e-7)] == ["10", "0.1", repr(1 / 3), "1e-07"]
    assert bar(0.5, 4) == "▰▰▱▱"
    assert bar(7, 2) == "▰▰"


@pytest.mark.parametrize(
    "typed", ["*bold*", "`x`", "<@1>", "@here", "a\nb", "https://x.y", "\u202egnp", "x" * 99]
)
def test_what_was_said_is_made_harmless(typed: str) -> None:
    shown = said(typed)
    assert typed not in shown
    assert "\n" not in shown
    assert len(said("x" * 99)) == 60


def noise(side: int) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((side, side), 90).convert("RGB").save(out, "PNG")
    return out.getvalue()


def test_an_artwork_under_the_limit_is_sent_as_it_is() -> None:
    png = noise(64)
    assert fit(png, 10_000_000).data is png


@pytest.mark.parametrize(
    ("limit", "ending", "word"),
    [(240_000, "webp", "WebP"), (140_000, "jpg", ""), (40_000, "jpg", "Scaled to")],
)
def test_an_artwork_over_the_limit_shrinks_and_says_so(limit: int, ending: str, word: str) -> None:
    png = noise(400)
    upload = fit(png, limit)
    assert len(png) > limit
    assert len(upload.data) <= limit
    assert word in upload.note
    with Image.open(io.BytesIO(upload.data)) as picture:
        assert picture.format in ("WEBP", "JPEG")
