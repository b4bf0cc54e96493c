"""What a redaction strikes from preview links: the copies of a text, and what was answered."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from ..models import Document, Picture, PreviewAnswer, PreviewCopy

if TYPE_CHECKING:
    from ..strike import Strike


def strike_previews(document: Document, strike: "Strike") -> None:
    """Strike every copy that a link of this document keeps, and every answer. Digests stay, as those of editions do."""
    for copy in PreviewCopy.objects.filter(link__document=document.pk):
        _strike_copy(copy, strike)
    for answer in PreviewAnswer.objects.filter(link__document=document.pk):
        before = strike.places
        answer.name = strike.plain(answer.name, answer.language)
        answer.comment = strike.plain(answer.comment, answer.language)
        if strike.places != before:
            answer.save(update_fields=["name", "comment"])


def _strike_copy(copy: PreviewCopy, strike: "Strike") -> None:
    before = strike.places
    for name in ("title", "summary", "content_notice"):
        setattr(copy, name, strike.plain(getattr(copy, name), copy.language))
    copy.source = strike.html(copy.source, copy.language)
    copy.matter = strike.matter(copy.matter, copy.language)
    if strike.places != before:
        copy.save()


def previewing(struck: Sequence[Picture]) -> set[int]:
    """The documents of which a copy shows one of these pictures."""
    shown = Q()
    for picture in struck:
        shown |= Q(source__contains=picture.folder) | Q(frozen__contains=f'"token": "{picture.token}"')
    copies = PreviewCopy.objects.annotate(frozen=Cast("matter", TextField())).filter(shown)
    return set(copies.values_list("link__document", flat=True))
