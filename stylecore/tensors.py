"""Between pictures people look at and tensors that are computed with."""

from __future__ import annotations

import numpy as np
import torch
from PIL import Image
from skimage import restoration
from torch import Tensor

__all__ = ["to_picture", "to_tensor"]


def to_tensor(picture: Image.Image, device: torch.device) -> Tensor:
    """Return an RGB picture as `(1, 3, H, W)`, 0..1, float32, laid out channels last."""
    values = np.array(picture, np.float32) / 255
    tensor = torch.from_numpy(values).permute(2, 0, 1).unsqueeze(0).to(device)
    return tensor.contiguous(memory_format=torch.channels_last)


def to_picture(tensor: Tensor, remove_noise: float = 0.0) -> Image.Image:
    """Return `(1, 3, H, W)` as an RGB picture, denoised with that weight (Chambolle 2004)."""
    values = tensor.detach().clamp(0, 1).squeeze(0).permute(1, 2, 0).cpu().numpy()
    if remove_noise:
        values = restoration.denoise_tv_chambolle(  # type: ignore[no-untyped-call]
            values, weight=remove_noise, channel_axis=-1
        )
    return Image.fromarray((values * 255).round().astype(np.uint8))
