"""Layers by name: what each network has, how far each sees, and what is said to a wrong name."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from stylecore.encoders import ENCODERS, choose_layers, encoder_key, load_encoder
from stylecore.encoders.vgg import VGG16, VGG19
from stylecore.errors import StyleError
from stylecore.options import StyleOptions

CPU = torch.device("cpu")


def test_every_model_of_the_options_is_there() -> None:
    from typing import get_args

    from stylecore.options import Model

    assert set(ENCODERS) == set(get_args(Model))
    assert ENCODERS["vgg"] is ENCODERS["vgg16"]


def test_the_family_is_named_as_in_the_paper() -> None:
    assert list(VGG16.layers)[-1] == "relu5_3"
    assert list(VGG19.layers)[-1] == "relu5_4"
    assert len(VGG19.layers) == 16
    assert VGG16.layers["relu4_2"].channels == 512
    assert (VGG16.layers["relu5_1"].stride, VGG16.layers["relu5_1"].field) == (16, 132)
    assert VGG19.layers["relu5_1"].field == 156


@pytest.mark.parametrize("name", ["vgg16", "vgg19", "inception"])
def test_defaults_are_layers_of_the_network(name: str) -> None:
    layout = ENCODERS[name].layout
    assert {*layout.style_layers, layout.content_layer} <= set(layout.layers)
    fields = [layer.field for layer in layout.layers.values()]
    assert fields == sorted(fields)


def test_a_term_that_weighs_nothing_needs_no_layer() -> None:
    only_style = StyleOptions(content_weight=0)
    assert choose_layers(VGG16, only_style).all == VGG16.style_layers
    only_content = StyleOptions(style_weight=0, content_layers="relu2_2")
    assert choose_layers(VGG16, only_content).all == ("relu2_2",)


def test_layers_come_with_their_weights() -> None:
    chosen = choose_layers(VGG16, StyleOptions(style_layers="relu1_1,relu3_1:0.5"))
    assert chosen.style == {"relu1_1": 1.0, "relu3_1": 0.5}
    assert chosen.content == {"relu4_2": 1.0}
    assert chosen.all == ("relu1_1", "relu3_1", "relu4_2")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"style_layers": "relu4_4"}, ["'relu4_4'", "Did you mean relu4_", "relu5_3"]),
        ({"content_layers": "conv4_2"}, ["Did you mean relu4_2?", "relu1_1, relu1_2"]),
        ({"style_layers": "Relu1_1"}, ["Did you mean relu1_1?"]),
        ({"model": "inception", "content_layers": "4a"}, ["Did you mean inception4a?"]),
        ({"style_layers": "relu1_1,relu1_1:2"}, ["relu1_1 is named twice"]),
    ],
)
def test_a_wrong_layer_is_answered_before_anything_is_fetched(
    options: dict[str, str], words: list[str]
) -> None:
    asked = StyleOptions(**options, weights=Path("missing.pth"))
    with pytest.raises(StyleError) as told:
        load_encoder(asked, CPU)
    assert all(word in str(told.value) for word in words), told.value


def test_a_warm_network_is_told_from_another() -> None:
    assert encoder_key(StyleOptions(model="vgg")) == encoder_key(StyleOptions(model="vgg16"))
    assert encoder_key(StyleOptions()) != encoder_key(StyleOptions(pooling="max"))
    assert encoder_key(StyleOptions()) != encoder_key(StyleOptions(model="vgg19"))
