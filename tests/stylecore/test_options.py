"""The one source of parameters: the seed's names and defaults, bounds that hold, help for all."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from stylecore.options import GROUPS, PRESETS, RunOptions, StyleOptions, parameters


def test_every_parameter_of_the_article_is_there_with_its_default() -> None:
    options = RunOptions(content_image=Path("a.png"), style_image=Path("b.png"))
    assert options.model == "vgg"
    assert options.stop_eps == 0.005
    assert (options.content_weight, options.style_weight) == (10, 1)
    assert options.max_num_epochs == 1000
    assert options.max_long_edge == 512
    assert options.lr == 0.1
    assert options.save_epochs == 50
    assert options.output == Path("out.png")
    assert options.gpu is None
    assert {"remove_noise", "tv_weight", "weights", "seed"} <= set(RunOptions.model_fields)


def test_every_parameter_has_help_and_every_number_has_bounds() -> None:
    for parameter in parameters(RunOptions):
        assert len(parameter.help) > 20, parameter.name
        if parameter.kind in (int, float):
            assert parameter.high is not None, parameter.name
            assert (parameter.low is None) != (parameter.above is None), parameter.name


@pytest.mark.parametrize("parameter", [p for p in parameters() if p.kind in (int, float)])
def test_bounds_are_enforced_as_they_are_shown(parameter) -> None:
    low = parameter.low if parameter.low is not None else parameter.above
    step = 1 if parameter.kind is int else 1e-3
    with pytest.raises(ValidationError):
        StyleOptions(**{parameter.name: low - step})
    with pytest.raises(ValidationError):
        StyleOptions(**{parameter.name: parameter.high + step})
    accepted = parameter.high
    value = parameter.kind(accepted)
    assert getattr(StyleOptions(**{parameter.name: value}), parameter.name) == value


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "abc"])
def test_a_weight_must_be_a_number(value: object) -> None:
    with pytest.raises(ValidationError):
        StyleOptions(content_weight=value)


@pytest.mark.parametrize(
    ("written", "read"), [("0", (0,)), ("0,1,2,3", (0, 1, 2, 3)), ("-1", (-1,)), (2, (2,))]
)
def test_gpu_is_a_list(written: object, read: tuple[int, ...]) -> None:
    assert StyleOptions(gpu=written).gpu == read


def test_unknown_names_and_nothing_to_do_are_refused() -> None:
    with pytest.raises(ValidationError, match="stpes"):
        StyleOptions(stpes=5)
    with pytest.raises(ValidationError, match="cannot both be 0"):
        StyleOptions(content_weight=0, style_weight=0)


def test_options_survive_json() -> None:
    options = StyleOptions(content_weight=20, gpu="0,1", seed=7)
    assert StyleOptions.model_validate_json(options.model_dump_json()) == options


def test_a_preset_gives_values_that_explicit_ones_override() -> None:
    reference = StyleOptions(preset="reference", lr=0.2)
    assert (reference.model, reference.optimizer, reference.start) == ("vgg19", "sgd", "noise")
    assert (reference.remove_noise, reference.lr) == (0.2, 0.2)
    assert StyleOptions(preset="easel") == StyleOptions()
    assert StyleOptions.model_validate_json(reference.model_dump_json()) == reference


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_one_that_options_know(name: str) -> None:
    assert StyleOptions(preset=name).preset == name
    with pytest.raises(ValidationError):
        StyleOptions(preset="none such")


def test_changes_are_laid_over_a_preset_and_that_over_what_there_was() -> None:
    before = StyleOptions(max_long_edge=128, optimizer="adam")
    assert before.but({"preset": "reference"}).optimizer == "sgd"
    assert before.but({"preset": "reference"}).max_long_edge == 128
    assert before.but({"preset": "reference", "optimizer": "lbfgs"}).optimizer == "lbfgs"
    assert before.but({"lr": 0.2}).optimizer == "adam"
    with pytest.raises(ValidationError):
        before.but({"lr": -1})


def test_every_parameter_has_its_place_in_the_help() -> None:
    assert {p.surface.group for p in parameters(RunOptions)} == set(GROUPS)


def test_masks_go_together() -> None:
    files = {"content_image": Path("a.png"), "style_image": "b.png,c.png"}
    with pytest.raises(ValidationError, match="go together"):
        RunOptions(**files, content_mask=Path("m.png"))
    with pytest.raises(ValidationError, match="mask of its own"):
        RunOptions(**files, content_mask=Path("m.png"), style_mask="m.png")
    options = RunOptions(**files, content_mask=Path("m.png"), style_mask="m.png,n.png")
    assert options.style_mask == (Path("m.png"), Path("n.png"))
