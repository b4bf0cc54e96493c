"""A Word file (.docx) as the start of a text: `read` without writing anything, then `take_in` its pictures.

`package` opens the file and refuses hostile ones, `parts` reads its XML; `changes`, `citations`, `styles` and `leaving`
make of it what mammoth understands and count what does not come along, `preparing` does that in order; `text` and
`arranging` make the house's HTML, `pictures` finds the pictures, `remarks` are the sentences.
"""

from .package import WordError
from .pictures import WordPicture, take_in
from .text import WordText, read

__all__ = ["WordError", "WordPicture", "WordText", "read", "take_in"]
