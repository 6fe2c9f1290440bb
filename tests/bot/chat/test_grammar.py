"""The chat grammar: what is read, what is refused, and what is said then."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.grammar import GrammarError, Rules, Wish, format, parse, read, recipe
from bot.chat.vocabulary import IN_CHAT, NAMES
from stylecore.options import Parameter, StyleOptions

PLAIN = StyleOptions()
MAXIMA = {"max_long_edge": 1024, "max_num_epochs": 1000}


def refusal(text: str, **rules: Any) -> str:
    with pytest.raises(GrammarError) as caught:
        parse(text, Rules(**rules))
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("", {}),
        ("   ", {}),
        ("weight=20:1", {"content_weight": 20, "style_weight": 1}),
        ("WEIGHT=1.5:.5", {"content_weight": 1.5, "style_weight": 0.5}),
        ("weight=1:0", {"content_weight": 1, "style_weight": 0}),
        ("size=256 save-epochs=25", {"max_long_edge": 256, "save_epochs": 25}),
        ("Save_Epochs=25", {"save_epochs": 25}),
        ("max-long-edge=256\nlr=2e-1", {"max_long_edge": 256, "lr": 0.2}),
        (
            "content-weight=3 style_weight=2",
            {"content_weight": 3, "style_weight": 2},
        ),
        ("epochs=200 eps=0", {"max_num_epochs": 200, "stop_eps": 0}),
        ("optimizer=SGD start=noise seed=7", {"optimizer": "sgd", "start": "noise", "seed": 7}),
        ("model=vgg19 octaves=2 scale=1.5", {"model": "vgg19", "octaves": 2, "style_scale": 1.5}),
        ("colours=luminance", {"colours": "luminance"}),
        ("colours=Keep", {"colours": "luminance"}),
    ],
)
def test_reads(text: str, changed: dict[str, Any]) -> None:
    assert parse(text) == Wish(PLAIN.model_copy(update=changed))


def test_starts_from_the_defaults_it_is_given() -> None:
    defaults = StyleOptions(max_long_edge=128, save_epochs=5)
    assert parse("lr=0.2", Rules(defaults)).options == defaults.model_copy(update={"lr": 0.2})


def test_a_preset_is_a_start_and_what_else_is_said_goes_before_it() -> None:
    host = StyleOptions(max_long_edge=128, optimizer="adam", style_scale=2)
    options = parse("optimizer=lbfgs preset=reference lr=0.3", Rules(host)).options
    reference = StyleOptions(preset="reference")
    assert (options.optimizer, options.lr) == ("lbfgs", 0.3)
    assert (options.start, options.remove_noise) == (reference.start, reference.remove_noise)
    assert (options.max_long_edge, options.style_scale) == (128, 2)
    assert "preset=reference" in recipe(options)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("weight=abc", ["`weight` takes two numbers", "“abc”", "`weight=20:1`"]),
        ("weight=20", ["`weight` takes two numbers", "`weight=20:1`"]),
        ("weight=1:2:3", ["`weight` takes two numbers"]),
        ("weight=20:", ["`weight` takes two numbers"]),
        ("weight=a:b", ["`weight` takes a number", "“a”"]),
        ("weight=0:0", ["cannot both be 0", "`weight=20:1`"]),
        ("weight=-1:1", ["`weight` takes a number, 0 to 1000000"]),
        ("stpes=5", ["“stpes”", "`epochs`", "`epochs=1000`"]),
        ("wieght=20:1", ["“wieght”", "`weight`", "`weight=20:1`"]),
        ("sise=256", ["“sise”", "`size=512`"]),
        ("zzz=1", ["“zzz”", "There are `weight`", "`noise`"]),
        ("gpu=0", ["“gpu”", "host"]),
        ("weights=x.pth", ["“weights”", "host"]),
        ("size=", ["“size=” has no value", "`size=512`"]),
        ("size= 256", ["without spaces", "`size=256`"]),
        ("size =256", ["without spaces", "`size=256`"]),
        ("size = 256", ["without spaces", "`size=256`"]),
        ("weight= size=256", ["“weight=” has no value"]),
        ("=5", ["without spaces"]),
        ("size 256", ["joined by a `=`", "`size=256`"]),
        ("size:256", ["joined by a `=`", "`size=256`"]),
        ("noise", ["“noise” has no value", "`noise="]),
        ("make it blue", ["“make”", "`weight=20:1 size=512`", "`style help`"]),
        ("weight=20:1 please", ["“please”"]),
        ("--size=256", ["--size", "`size=512`"]),
        ("size==256", ["“=256”"]),
    ],
)
def test_refuses_and_shows_how(text: str, said: list[str]) -> None:
    message = refusal(text)
    assert all(part in message for part in said), message


@pytest.mark.parametrize(
    "text",
    [
        *("eps=nan", "eps=NaN", "eps=inf", "eps=-inf", "eps=infinity", "eps=1e309", "eps=1e-400"),
        *("eps=0x1", "eps=1_0", "eps=1e", "eps=.", "eps=0,5", "eps=½", "eps=-0.1", "lr=0", "lr=-1"),
        *(
            "size=２５６",
            "size=٢٥٦",
            "size=256.0",
            "size=2e2",
            "size=1_000",
            "size=512px",
            "size=31",
        ),
        *("size=" + "9" * 5000, "size=-256", "seed=4294967296", "seed=-1", "save=0"),
        *("stop‑eps=0.1", "stop–eps=0.1", "weight＝20:1", "ｓize=256", "ѕize=256", "weight=20：1"),
        *(
            "model=vgg20",
            "model=VGG６",
            "model=",
            "optimizer=rmsprop",
            "colours=",
            "\u212a=1",
            "weight=nan:1",
        ),
        *("size=256;", "size=256,lr=0.1", "`size=256`", "<@12345678901234567>", "@everyone"),
    ],
)
def test_refuses_what_python_or_the_eye_would_let_pass(text: str) -> None:
    message = refusal(text)
    assert "`" in message, "no example"
    assert len(message) < 500


@pytest.mark.parametrize(
    "text",
    [
        "size=256 size=256",
        "size=256 SIZE=300",
        "size=256 max-long-edge=300",
        "max_long_edge=256 max-long-edge=256",
        "save=5 save-epochs=5",
        "weight=20:1 weight=20:1",
        "weight=20:1 content-weight=3",
        "style-weight=3 weight=20:1",
    ],
)
def test_refuses_a_repeat(text: str) -> None:
    assert "before" in refusal(text)


def test_a_style_has_a_name() -> None:
    here = {"styles": ("starry", "wave")}
    wish = parse("Style=STARRY size=64", Rules(**here))
    assert (wish.style, wish.options.max_long_edge) == ("starry", 64)
    assert "style=starry" in recipe(wish.options, wish.style)
    assert "Did you mean `style=starry`" in refusal("style=stary", **here)
    assert "`style=starry`, `style=wave`" in refusal("style=zzz", **here)
    assert "given before" in refusal("style=wave style=wave", **here)
    assert "`style=starry`" in refusal("style", **here)


def test_the_slash_commands_words_are_read_alike() -> None:
    words = [("weight", "20:1"), ("size", "64")]
    assert read(words) == parse("weight=20:1 size=64")
    with pytest.raises(GrammarError, match="takes a number"):
        read([("weight", "20:1size=9")])


def test_the_hosts_maxima_bound_and_are_said() -> None:
    assert parse("size=1024 epochs=1000", Rules(maxima=MAXIMA)).options.max_long_edge == 1024
    assert "32 to 1024 px in this studio" in refusal("size=1025", maxima=MAXIMA)
    assert "1 to 1000 steps in this studio" in refusal("epochs=1001", maxima=MAXIMA)
    assert "32 to 16384 px, not" in refusal("size=16385")


def test_examples_are_ones_this_host_would_take() -> None:
    defaults = StyleOptions(max_long_edge=128, max_num_epochs=60)
    assert "`size=128`" in refusal("sise=9", defaults=defaults)
    assert "`epochs=60`" in refusal("epochs=x", defaults=defaults)


@pytest.mark.parametrize(
    "junk",
    ["@everyone", "<@12345678901234567>", "**bold**", "`code`", "https://x.example", "a" * 999],
)
def test_what_was_typed_comes_back_harmless(junk: str) -> None:
    for text in (junk, f"{junk}=1", f"size={junk}", f"size = {junk}"):
        message = refusal(text)
        assert junk not in message
        assert "<@1" not in message


def _values(parameter: Parameter) -> st.SearchStrategy[Any]:
    if parameter.choices:
        return st.sampled_from(parameter.choices)
    if parameter.kind is int:
        return st.integers(int(parameter.low or 0), int(parameter.high or 0))
    low = parameter.low if parameter.above is None else parameter.above
    return st.floats(low, parameter.high, exclude_min=parameter.above is not None)


OPTIONS = (
    st.fixed_dictionaries({p.name: _values(p) for p in IN_CHAT})
    .filter(lambda given: given["content_weight"] or given["style_weight"])
    .map(lambda given: StyleOptions(**given))
)


@given(OPTIONS)
def test_what_is_written_is_read_back(options: StyleOptions) -> None:
    assert parse(format(options)).options == options
    assert parse(recipe(options)).options == options


@given(OPTIONS, st.randoms())
def test_order_case_and_hyphens_do_not_matter(options: StyleOptions, random: Any) -> None:
    words = format(options).split()
    random.shuffle(words)
    text = " ".join(
        f"{name.upper().replace('-', '_')}={value}"
        for name, _, value in (word.partition("=") for word in words)
    )
    assert parse(text).options == options


@settings(max_examples=300)
@given(st.text(max_size=80))
def test_anything_typed_is_read_or_refused(text: str) -> None:
    try:
        parse(text, Rules(maxima=MAXIMA))
    except GrammarError as error:
        assert str(error)


@given(
    st.sampled_from(sorted({*NAMES, "weight"})),
    st.text(alphabet="0123456789.:eE+-naif x＝２", max_size=12),
)
def test_whatever_value_passes_is_finite_and_within_bounds(name: str, value: str) -> None:
    try:
        options = parse(f"{name}={value}").options
    except GrammarError:
        return
    StyleOptions.model_validate(options.model_dump())
