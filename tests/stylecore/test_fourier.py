"""The picture as waves: zero coefficients are the base, sizes odd and even, energy as promised."""

from __future__ import annotations

import pytest
import torch

from stylecore.fourier import FourierPicture


@pytest.mark.parametrize("size", [(16, 16), (17, 23), (30, 21)])
def test_zero_coefficients_are_the_base_itself(size: tuple[int, int]) -> None:
    base = torch.rand(1, 3, *size)
    picture = FourierPicture(base, 0.2)
    assert torch.equal(picture(picture.start()), base)


def test_every_picture_can_be_reached() -> None:
    picture = FourierPicture(torch.zeros(1, 3, 8, 9), 0.2)
    target = torch.rand(1, 3, 8, 9)
    spectrum = torch.fft.rfft2(target, norm="ortho") / picture.scale
    assert torch.allclose(picture(torch.view_as_real(spectrum)), target, atol=1e-5)


def test_a_broad_wave_moves_more_than_a_fine_one() -> None:
    picture = FourierPicture(torch.zeros(1, 3, 64, 64), 0.2)
    broad, fine = picture.start(), picture.start()
    broad[0, 0, 0, 1, 0] = fine[0, 0, 0, 30, 0] = 1
    assert picture(broad).norm() > 3 * picture(fine).norm()
