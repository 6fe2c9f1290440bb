"""What can go wrong through nobody's bug: said in words for the person who asked."""

__all__ = ["DivergedError", "ImageError", "StyleError", "WeightsError"]


class StyleError(Exception):
    """A mistake a user can mend. Its text is one or two plain sentences: what, and what to do."""


class ImageError(StyleError):
    """A picture that cannot be read or used."""


class WeightsError(StyleError):
    """A network's weights that cannot be had or are not what they should be."""


class DivergedError(StyleError):
    """An optimisation that ran off into infinity."""
