"""What an address answers: the text, the way to where it now stands, or why there is nothing."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse

from .. import kinds, languages
from ..models import Edition, OldAddress, Seal
from . import corrections, neighbours, reading

LONGEST = 500


def answer(request: HttpRequest, kind: str, slug: str) -> HttpResponseBase:
    """The page of the edition that stands here; else 301 from a former address, 410 with the note of a withdrawal, 404
    with the languages that exist. Raises Http404 for an address that never was one."""
    edition = reading.find(kind, languages.current(), slug)
    if edition:
        return kinds.get(kind).page(request, edition)
    return elsewhere(request, kind, slug)


def elsewhere(request: HttpRequest, kind: str, slug: str, rest: str = "") -> HttpResponseBase:
    """What an address answers at which no text stands now; `rest` is what follows the text's own address in it."""
    code = languages.current()
    # An address counts only once an edition could be read there: one that waits does not show by an answer of its own.
    once = Edition.objects.seen().filter(kind=kind, language__in=languages.CODES, slug=slug)
    found = dict(once.order_by("pk").values_list("language", "document"))
    if not found:
        raise Http404("There is no such address.")
    was_here = code in found
    document_id = found[code] if was_here else next(iter(found.values()))
    public = _public(document_id)
    here = next((edition for edition in public if edition.language == code), None)
    if here:
        url = f"{kinds.url_of(here)}{rest}"
        return HttpResponsePermanentRedirect(url) if was_here else HttpResponseRedirect(url)
    if was_here and (seal := _withdrawal(document_id, code)):
        return _gone(request, seal, public)
    if not public:
        raise Http404("Nothing public stands here any more.")
    return _not_in_language(request, code, public)


def taken_away(request: HttpRequest, current: Edition, number: int) -> TemplateResponse:
    """410 with the note of the withdrawal, for an edition that was taken away from a text that has come back since.
    Raises Http404 for one that there never was."""
    once = Edition.objects.seen().filter(document=current.document_id, language=current.language, seal__number=number)
    withdrawals = Seal.objects.filter(
        document=current.document_id,
        change=Seal.Change.WITHDRAWAL,
        number__gt=number,
        superseded__language=current.language,
    )
    seal = withdrawals.order_by("number").first() if once.exists() else None
    if seal is None:
        raise Http404("There is no such edition.")
    return _gone(request, seal, _public(current.document_id))


def old_address(request: HttpRequest) -> HttpResponse | None:
    """The answer for a path of a site that was moved here, whatever its query; None for any other."""
    path = request.path_info
    if len(path) > LONGEST or "\x00" in path:
        return None
    document_id = OldAddress.objects.filter(path=path).values_list("document", flat=True).first()
    if document_id is None:
        return None
    public = _public(document_id)
    if public:
        return _moved(min(public, key=lambda edition: edition.is_translation))
    seal = _withdrawal(document_id, *languages.CODES)
    return _gone(request, seal, public).render() if seal else None


def _public(document_id: int) -> list[Edition]:
    return list(Edition.objects.public().filter(document=document_id).light().order_by("language"))


def _withdrawal(document_id: int, *codes: str) -> Seal | None:
    """The seal that took the text away in these languages, if that is how it ended."""
    last = (
        Edition.objects.seen()
        .filter(document=document_id, language__in=codes, superseded_at__isnull=False)
        .select_related("superseded_by")
        .light()
        .order_by("-superseded_at", "-pk")
        .first()
    )
    seal = last and last.superseded_by
    return seal if seal and seal.change == Seal.Change.WITHDRAWAL else None


def _moved(edition: Edition) -> HttpResponsePermanentRedirect:
    return HttpResponsePermanentRedirect(kinds.url_of(edition))


def _gone(request: HttpRequest, seal: Seal, others: Sequence[Edition]) -> TemplateResponse:
    note, code = corrections.note_of(seal)
    shown = {"note": note, "note_language": code, "at": seal.at, "others": neighbours.links(list(others))}
    return TemplateResponse(request, "publishing/withdrawn.html", shown, status=410)


def _not_in_language(request: HttpRequest, code: str, editions: Sequence[Edition]) -> TemplateResponse:
    wanted = {"code": code, "name": languages.own_name_of(code)}
    shown = {"wanted": wanted, "editions": neighbours.links(list(editions))}
    return TemplateResponse(request, "publishing/not_in_language.html", shown, status=404)
