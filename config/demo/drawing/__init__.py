"""The demo's pictures. They are drawn, not photographed: the same dice give the same picture on every machine.

One module draws one picture: `draw()` takes nothing and returns the finished image.
"""

from importlib import import_module

from PIL import Image


def draw(name: str) -> Image.Image:
    """The picture that the module `name` beside this one draws."""
    picture: Image.Image = import_module(f"{__name__}.{name}").draw()
    return picture
