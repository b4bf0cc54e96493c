"""Pictures of the demo, each drawn and taken into the library when a text first shows it."""

import io

from publishing import pictures
from publishing.models import Picture

from . import drawing, reading


class Gallery(dict[str, Picture]):
    """Name in the content → picture. Asking for one that is not there draws it."""

    def __missing__(self, name: str) -> Picture:
        file = io.BytesIO()
        drawing.draw(name).save(file, "PNG", compress_level=1)
        file.seek(0)
        self[name] = pictures.take_in(file, **reading.table("pictures")[name])
        return self[name]

    def remove_files(self) -> None:
        """Delete what was written, where the rows are rolled back."""
        for picture in self.values():
            pictures.remove_files(picture)
