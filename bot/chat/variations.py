"""What the buttons under an artwork ask for: the same picture again, a little otherwise."""

from __future__ import annotations

import secrets

from stylecore.errors import StyleError
from stylecore.options import StyleOptions

__all__ = ["again", "less", "more"]

MOST = 1e6
"""What a weight may be at most."""


def more(options: StyleOptions) -> StyleOptions:
    """Halve the photo against the painting."""
    if options.content_weight == 0:
        raise StyleError("That's all painting already: the photo's weight is 0.")
    return options.but({"content_weight": options.content_weight / 2})


def less(options: StyleOptions) -> StyleOptions:
    """Double the photo against the painting."""
    if options.style_weight == 0:
        raise StyleError("That's all photo already: the painting's weight is 0.")
    if options.content_weight * 2 > MOST:
        return options.but({"style_weight": options.style_weight / 2})
    return options.but({"content_weight": options.content_weight * 2 or options.style_weight})


def again(options: StyleOptions) -> StyleOptions:
    """Draw another seed. It makes another picture only from noise: a photo starts all alike."""
    return options.but({"seed": secrets.randbelow(2**32), "start": "noise"})
