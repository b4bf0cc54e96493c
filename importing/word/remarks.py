"""What was left out of a Word file, guessed or made plain, in sentences for the person who brought it."""

from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def counted(counts: Counter[str]) -> list[str]:
    """A sentence for each thing that was counted."""
    return [_sentence(kind, counts[kind]) % {"count": counts[kind]} for kind in _KINDS if counts[kind]]


def named(styles: Iterable[str], elements: Iterable[str]) -> list[str]:
    """A sentence for styles that mean nothing here, one for parts that were not understood."""
    found = []
    if styles:
        found.append(
            _("Styles that mean nothing here; their text came in plain: %(names)s.") % {"names": _list(styles)}
        )
    if elements:
        found.append(_("Not understood and left out: %(names)s.") % {"names": _list(elements)})
    return found


def _list(names: Iterable[str]) -> str:
    shown = sorted(names, key=str.casefold)
    return ", ".join(f"“{name[:60]}”" for name in shown[:12]) + (" …" if len(shown) > 12 else "")


_KINDS = (
    *("changes", "comments", "hidden", "equations", "text_boxes", "charts", "objects", "contents", "margins"),
    *("nested_tables", "lost_notes", "extra_notes", "links", "signs", "cropped", "undescribed", "headings"),
)


def _sentence(kind: str, count: int) -> str:
    return _SENTENCES[kind](count)


_SENTENCES = {
    "changes": lambda count: ngettext(
        "%(count)s tracked change was taken as accepted.", "%(count)s tracked changes were taken as accepted.", count
    ),
    "comments": lambda count: ngettext("%(count)s comment was left out.", "%(count)s comments were left out.", count),
    "hidden": lambda count: ngettext(
        "%(count)s hidden passage was left out.", "%(count)s hidden passages were left out.", count
    ),
    "equations": lambda count: ngettext(
        "%(count)s equation became plain characters: read it again.",
        "%(count)s equations became plain characters: read them again.",
        count,
    ),
    "text_boxes": lambda count: ngettext(
        "%(count)s text box was dissolved: its text stands below the paragraph that it belonged to.",
        "%(count)s text boxes were dissolved: their text stands below the paragraphs that they belonged to.",
        count,
    ),
    "charts": lambda count: ngettext(
        "%(count)s chart or diagram was left out: put in a picture of it.",
        "%(count)s charts or diagrams were left out: put in pictures of them.",
        count,
    ),
    "objects": lambda count: ngettext(
        "%(count)s embedded object was left out.", "%(count)s embedded objects were left out.", count
    ),
    "contents": lambda count: _("The table of contents was left out."),
    "margins": lambda count: _("Headers and footers of the pages were left out."),
    "nested_tables": lambda count: ngettext(
        "%(count)s table within a table was dissolved.", "%(count)s tables within tables were dissolved.", count
    ),
    "lost_notes": lambda count: ngettext(
        "%(count)s note has no text in the file and was left out.",
        "%(count)s notes have no text in the file and were left out.",
        count,
    ),
    "extra_notes": lambda count: ngettext(
        "%(count)s note in the title was left out.", "%(count)s notes in the title were left out.", count
    ),
    "links": lambda count: ngettext(
        "%(count)s link led to a place in the file or on somebody's computer; its words stay.",
        "%(count)s links led to places in the file or on somebody's computer; their words stay.",
        count,
    ),
    "signs": lambda count: _("Signs of a symbol font that are no letters were left out."),
    "cropped": lambda count: ngettext(
        "%(count)s picture was cropped in Word: here it is whole. Look at what is in sight now.",
        "%(count)s pictures were cropped in Word: here they are whole. Look at what is in sight now.",
        count,
    ),
    "undescribed": lambda count: ngettext(
        "%(count)s picture has no description yet.", "%(count)s pictures have no description yet.", count
    ),
    "headings": lambda count: _(
        "The title is the first of several headings of the first level; it stays in the text too."
    ),
}
