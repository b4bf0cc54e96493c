"""What a link shows in a language: the working copy as it is now, or the copy that was made with the link."""

from dataclasses import dataclass

from .. import kinds, languages, pictures, rendering
from ..composing import compose
from ..models import Document, Edition, Picture, PreviewCopy, PreviewLink

TEXTS = ("title", "summary", "content_notice", "source", "matter")


@dataclass(frozen=True)
class Shown:
    """A text as somebody sees it: what sealing it would make, of which revision."""

    edition: Edition
    revision: int

    @property
    def digest(self) -> str:
        return self.edition.digest


def written_in(document: Document) -> list[str]:
    """The languages in which a working copy has a text."""
    names = ("title", "body")
    return [code for code in languages.CODES if any(languages.in_language(document, name, code) for name in names)]


def languages_of(link: PreviewLink) -> list[str]:
    """The languages in which a link shows something, its document's original first."""
    codes = written_in(link.document) if link.living else [copy.language for copy in link.copies.all()]
    return sorted(set(codes), key=lambda code: (code != link.document.original_language, code))


def of(link: PreviewLink, code: str) -> Shown | None:
    """What a link shows in this language now, None where it shows nothing."""
    if link.living:
        return working_copy(link.document, code) if code in written_in(link.document) else None
    copy = link.copies.filter(language=code).first()
    return Shown(edition_of(copy), copy.revision) if copy else None


def working_copy(document: Document, code: str) -> Shown:
    document = kinds.specific(document)
    return Shown(compose(document, code), document.revision)


def keep(link: PreviewLink, shown: Shown) -> PreviewCopy:
    """A copy of what is shown, one however often it is asked for."""
    kept, _made = PreviewCopy.objects.get_or_create(
        link=link,
        language=shown.edition.language,
        digest=shown.digest,
        defaults={"revision": shown.revision, **{name: getattr(shown.edition, name) for name in TEXTS}},
    )
    return kept


def edition_of(copy: PreviewCopy) -> Edition:
    """A copy as a page shows it, unsaved. Pictures that are gone by now are left out."""
    link = copy.link
    rendered = rendering.render(copy.source, copy.language)
    cover = copy.matter.get("cover")
    stays = cover and Picture.objects.filter(pk=cover["id"]).exists()
    return Edition(
        document_id=link.document_id,
        kind=link.document.kind,
        language=copy.language,
        title=copy.title,
        summary=copy.summary,
        content_notice=copy.content_notice,
        source=copy.source,
        matter={**copy.matter, "cover": cover if stays else None},
        digest=copy.digest,
        html=rendered.html,
        text=rendered.text,
        contents=rendered.contents,
        words=rendered.words,
        dated=link.document.editions.order_by("dated").values_list("dated", flat=True).first() or link.made_at,
    )


def shows(link: PreviewLink, picture: Picture) -> bool:
    """Whether a picture stands in what a link shows, in any language."""
    if link.living:
        sources = [languages.in_language(link.document, "body", code) for code in languages.CODES]
        covers = {link.document.cover_id}
    else:
        copies = list(link.copies.all())
        sources = [copy.source for copy in copies]
        covers = {copy.matter["cover"]["id"] for copy in copies if copy.matter.get("cover")}
    return picture.pk in covers or any(picture.token in pictures.tokens(source) for source in sources)
