"""Look at the links of documents and write down which are to be mended."""

from collections.abc import Iterable, Iterator, Mapping

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from .. import kinds, rendering
from ..models import BrokenLink, Document, LinkCheck
from . import others
from .finding import Link, of
from .own import Site, Verdict, Why, has_part, path_of

OUTSIDE = (Why.REFUSED, Why.SILENT, Why.PRIVATE)


def check_all(*, external: bool = False) -> LinkCheck:
    """Look at every link of the site; with `external`, at those to other sites too. Gives the record of it."""
    now, count, site = timezone.now(), 0, Site()
    answers = others.ask_all(sorted({link.url for _pk, link in _every() if is_outside(link.url)})) if external else None
    for pk in _known().order_by("pk").values_list("pk", flat=True).iterator():
        count += check(pk, site=site, answers=answers)
    return LinkCheck.objects.create(at=now, external=external, links=count)


def check(pk: int, *, site: Site | None = None, answers: Mapping[str, Verdict | None] | None = None) -> int:
    """Look at a document's links and write its rows anew; gives how many links it has. What other sites answered is
    kept as long as the link stands there, unless `answers` has what they answer now."""
    site = site or Site()
    document = kinds.specific(Document.objects.get(pk=pk))
    links = of(document)
    rows = [(link, verdict) for link in links if (verdict := _verdict(document, link, site, answers or {}))]
    before = BrokenLink.objects.filter(document=pk)
    with transaction.atomic():
        if answers is None:
            before.filter(why__in=OUTSIDE).exclude(url__in=[link.url for link in links]).delete()
            before = before.exclude(why__in=OUTSIDE)
        before.delete()
        BrokenLink.objects.bulk_create([_row(pk, link, *verdict) for link, verdict in rows])
    return len(links)


def is_outside(url: str) -> bool:
    """Whether an address is another site's."""
    return path_of(url) is None and url.lower().startswith(("http://", "https://"))


def _known() -> QuerySet[Document]:
    """What the desk knows of: a text that a member has not submitted is nobody's to report on, or to ask others for."""
    return Document.objects.exclude(stage=Document.Stage.WRITING)


def _every() -> Iterator[tuple[int, Link]]:
    for document in _known().order_by("pk").only("pk", "kind").iterator():
        yield from ((document.pk, link) for link in of(kinds.specific(document)))


def _verdict(document: Document, link: Link, site: Site, answers: Mapping[str, Verdict | None]) -> Verdict | None:
    if link.url.startswith("#"):
        source = link.edition.source if link.edition else getattr(document, f"body_{link.language}")
        page = rendering.render(source or "", link.language).html
        return None if has_part(page, link.url[1:]) else (Why.FRAGMENT, "")
    path = path_of(link.url)
    return answers.get(link.url) if path is None else site.verdict(path)


def _row(pk: int, link: Link, why: str, detail: str) -> BrokenLink:
    return BrokenLink(
        document_id=pk,
        edition=link.edition,
        language=link.language,
        place=link.place,
        words=link.words[:300],
        url=link.url,
        why=why,
        detail=detail[:300],
        checked_at=timezone.now(),
    )


def recheck(pks: Iterable[int]) -> None:
    """Look at some documents' links again, those that are still there."""
    site = Site()
    for pk in _known().filter(pk__in=list(pks)).values_list("pk", flat=True):
        check(pk, site=site)
