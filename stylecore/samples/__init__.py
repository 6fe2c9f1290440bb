"""Pictures to try a style transfer with: photos out of scikit-image, paintings of our own.

`load(name)` returns one as an RGB `PIL.Image`; `PAIRS` holds a painting that suits each photo.
"""

from stylecore.samples.gallery import PAINTINGS, PAIRS, PHOTOS, load

__all__ = ["PAINTINGS", "PAIRS", "PHOTOS", "load"]
