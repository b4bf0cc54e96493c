"""Two versions of a text beside each other: what changed from one to the other, or one language next to another."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.utils.translation import gettext as _

from .. import differ, html, languages
from ..models import Edition
from ..press import stretches
from . import acts, timeline, versions
from .versions import Version

if TYPE_CHECKING:
    from .documents import DocumentAdmin

READING = ("GET", "HEAD")


def compare(desk: "DocumentAdmin", request: HttpRequest, pk: int) -> HttpResponse:
    """Who may view the text may compare. `from` and `to` are keys of versions, in any order; without `from`, the one
    that came before. `from_in` and `to_in` choose a language of each; without, all that both are in."""
    document = acts.find(desk, request, pk, "history")
    if request.method not in READING:
        return HttpResponseNotAllowed(READING)
    key = request.GET.get("to", "")
    other = request.GET.get("from") or versions.before(document, key)
    after, before = versions.find(document, key), versions.find(document, other)
    if after is None or (before is None and other):
        messages.warning(request, _("Choose two versions to compare."))
        return HttpResponseRedirect(desk.history_url(document))
    if before and before.at > after.at:
        before, after = after, before
    chosen = [request.GET.get(name, "") for name in ("from_in", "to_in")]
    pairs = _pairs(before, after, *chosen)
    sides = [_side(desk, request, document, side) for side in (before, after) if side]
    return acts.page(
        desk,
        request,
        document,
        "compare",
        _("Compare"),
        history_url=desk.history_url(document),
        sides=sides,
        sections=[_section(before, after, *pair) for pair in pairs],
        choices=_choices(before, after, sides, pairs[0] if chosen[0] else ("", "")) if before else [],
        removed=any(side.removed for side in (before, after) if side),
    )


def _pairs(before: Version | None, after: Version, one: str, other: str) -> list[tuple[str, str]]:
    """Which language is held against which."""
    if before is None:
        return [(code, code) for code in after.editions]
    if one in before.editions and other in after.editions:
        return [(one, other)]
    shared = [(code, code) for code in after.editions if code in before.editions]
    return shared or [(next(iter(before.editions), ""), next(iter(after.editions), ""))]


def _side(desk: "DocumentAdmin", request: HttpRequest, document: Any, version: Version) -> dict[str, str]:
    may_bring = version.key != versions.NOW and desk.has_change_permission(request, document)
    return {"name": version.name, "bring": timeline.bring_url(desk, document, version.key) if may_bring else ""}


def _section(before: Version | None, after: Version, one: str, other: str) -> dict[str, Any]:
    """What one pair of languages shows: the difference within a language, else each text as it reads."""
    old, new = before.editions.get(one) if before else None, after.editions.get(other)
    names = {"code": other, "name": languages.own_name_of(other) if other else ""}
    if new and one == other:
        return {**names, "parts": stretches.fold_parts(differ.compare(*_alike(old, new))), "beside": []}
    return {**names, "parts": [], "beside": [_reading(edition) for edition in (old, new) if edition]}


def _alike(before: Edition | None, after: Edition) -> tuple[Edition | None, Edition]:
    """Two editions that can be held against each other: who translated a text is not kept with a save."""
    if before and ("translator" in before.matter) != ("translator" in after.matter):
        for edition in (before, after):
            edition.matter = {name: value for name, value in edition.matter.items() if name != "translator"}
    return before, after


def _reading(edition: Edition) -> dict[str, Any]:
    return {
        "code": edition.language,
        "name": languages.own_name_of(edition.language),
        "edition": edition,
        "body": html.trusted(html.sanitize(edition.source)),
    }


def _choices(
    before: Version, after: Version, sides: list[dict[str, str]], chosen: tuple[str, str]
) -> list[dict[str, Any]]:
    """What the form that chooses languages asks: for each side its version's languages."""
    return [
        {
            "field": name,
            "key_field": key_field,
            "key": version.key,
            "side": sides[place],
            "languages": [
                {"code": code, "name": languages.own_name_of(code), "chosen": chosen[place] == code}
                for code in version.editions
            ],
        }
        for place, (name, key_field, version) in enumerate((("from_in", "from", before), ("to_in", "to", after)))
    ]
