"""What was not understood, or only guessed, in words for the person who has to look."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "caption": _("probably a picture's caption, left at the beginning of the text: “%(detail)s”"),
    "caption_gone": _("probably a picture's caption, taken out because it only repeats the author: “%(detail)s”"),
    "caption_placed": _("probably a picture's caption, put under the picture beside it: “%(detail)s”"),
    "author_guessed": _("author taken from a line without “By”: %(detail)s"),
    "byline_unclear": _("looks like a line that names authors, left in the text: “%(detail)s”"),
    "byline_aside": _("said of an author beside the name, kept as the note about them: “%(detail)s”"),
    "translation_authors": _("the translation names somebody whom the original does not: %(detail)s"),
    "star_without_note": _("a star after %(detail)s leads to no note"),
    "language_unsure": _("hard to say in which language this is; taken for %(detail)s"),
    "language_foreign": _("seems to be in a language that this site does not have: %(detail)s"),
    "boundary_unclear": _("seems to hold a second language, but no heading shows where it begins: left whole"),
    "note_unmatched": _("cites a note that is not there: [%(detail)s]"),
    "note_uncited": _("a note that nothing cites, left in the text: “%(detail)s”"),
    "signatories_missing": _("no signatories found in its last lines"),
    "signatory_unclear": _("among the signatories, not understood and left in the text: “%(detail)s”"),
    "references_empty": _("a list of links with nothing in it, taken out: “%(detail)s”"),
    "reference_without_link": _("in a list of links, but it links nothing, left in the text: “%(detail)s”"),
    "title_made": _("it had no title; the first words of its text are used"),
    "title_shortened": _("its title was too long and is cut"),
    "date_from_address": _("it has no date; the month in its old address is used"),
    "date_missing": _("it has no date; today's is used"),
    "picture_missing": _("picture not found: %(detail)s"),
    "picture_refused": _("picture cannot be used: %(detail)s"),
    "embed": _("something of another site stood in the text and is a link now: %(detail)s"),
    "label_shortened": _("a label was too long and is cut: “%(detail)s”"),
    "known_otherwise": _("it is here already, as a %(detail)s, and stays one"),
    "not_published": _("kept as a draft, because it cannot be published as it is: %(detail)s"),
}


@dataclass(frozen=True)
class Doubt:
    """One thing to look at: its code, and the words it is about."""

    code: str
    detail: str = ""

    def __str__(self) -> str:
        return str(MESSAGES[self.code]) % {"detail": self.detail}
