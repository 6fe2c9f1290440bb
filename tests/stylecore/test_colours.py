"""Keeping the photo's colours, held to the formulas of Gatys et al. 2016."""

from __future__ import annotations

import numpy as np
from PIL import Image
from skimage.color import rgb2yiq

from stylecore.colours import keep_hues, match_colours


def _colours(picture: Image.Image) -> np.ndarray:
    return np.asarray(picture, float) / 255


def _moments(picture: Image.Image) -> tuple[np.ndarray, np.ndarray]:
    flat = _colours(picture).reshape(-1, 3)
    return flat.mean(axis=0), np.cov(flat.T)


def _muted(picture: Image.Image) -> Image.Image:
    """The same in quieter colours, which no step below has to cut."""
    return Image.fromarray(((np.asarray(picture, float) - 128) * 0.25 + 128).astype(np.uint8))


def test_hues_are_the_photos_and_light_is_the_pictures(cat, starry) -> None:
    picture = starry.resize(cat.size)
    kept = rgb2yiq(_colours(keep_hues(picture, cat)))
    light, hues = rgb2yiq(_colours(picture)), rgb2yiq(_colours(cat))
    assert np.abs(kept[..., 0] - light[..., 0]).max() < 0.01
    strength, wanted = (np.hypot(yiq[..., 1], yiq[..., 2]) for yiq in (kept, hues))
    assert (strength <= wanted + 0.01).all()
    clear = (strength > 0.05) & (wanted > 0.05)
    turn = np.arctan2(kept[..., 2], kept[..., 1]) - np.arctan2(hues[..., 2], hues[..., 1])
    assert np.cos(turn[clear]).min() > 0.98


def test_hues_are_kept_in_full_where_there_is_room(cat, starry) -> None:
    picture, photo = _muted(starry.resize(cat.size)), _muted(cat)
    kept = rgb2yiq(_colours(keep_hues(picture, photo)))
    assert np.abs(kept[..., 1:] - rgb2yiq(_colours(photo))[..., 1:]).max() < 0.01


def test_a_photo_of_another_size_is_scaled(cat, starry) -> None:
    assert keep_hues(starry, cat).size == starry.size


def test_matched_colours_have_the_photos_mean_and_covariance(cat, starry) -> None:
    photo = _muted(cat)
    matched = match_colours(starry, photo)
    assert matched.size == starry.size
    (mean, covariance), (wanted_mean, wanted) = _moments(matched), _moments(photo)
    assert np.abs(mean - wanted_mean).max() < 0.005
    assert np.abs(covariance - wanted).max() < 0.02 * np.abs(wanted).max()


def test_matching_colours_to_themselves_changes_nothing(starry) -> None:
    difference = np.asarray(match_colours(starry, starry), int) - np.asarray(starry, int)
    assert np.abs(difference).max() <= 1


def test_a_painting_of_one_colour_can_be_matched(cat) -> None:
    matched = np.asarray(match_colours(Image.new("RGB", (20, 20), "navy"), cat), float)
    assert np.abs(matched - np.asarray(cat, float).mean(axis=(0, 1))).max() <= 1
