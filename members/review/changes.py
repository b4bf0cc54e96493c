"""What changed: from one round to the next, and since the author submitted it."""

from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from publishing import differ, languages
from publishing.desk.merging import is_key
from publishing.models import Edition, PreviewLink
from publishing.press import stretches
from publishing.sharing import showing

from .. import agreement
from ..models import Submission


def of(submission: Submission, chosen: str = "") -> dict[str, Any]:
    """`rounds`, the last first; `comparisons`: the last round with the one before, the text as it is now with the last
    round where somebody has mended it, or with the round that was chosen."""
    rounds = agreement.rounds(submission)
    last = rounds[0] if rounds else None
    found = []
    if chosen_round := next((each for each in rounds if is_key(chosen) and each.pk == int(chosen)), None):
        said = _("From the round of %(when)s to the text as it is now") % {"when": _when(chosen_round)}
        found.append(_comparison(said, _kept(chosen_round), _now(submission)))
    else:
        if len(rounds) > 1:
            said = _("From the round of %(before)s to that of %(after)s")
            told = {"before": _when(rounds[1]), "after": _when(rounds[0])}
            found.append(_comparison(said % told, _kept(rounds[1]), _kept(rounds[0])))
        if last and not submission.is_with_author and not agreement.is_current(last):
            found.append(_comparison(_("Mended since its author submitted it"), _kept(last), _now(submission)))
    numbered = [{"number": len(rounds) - place, "link": link} for place, link in enumerate(rounds)]
    return {"rounds": numbered, "comparisons": found, "chosen_round": chosen_round}


def _when(link: PreviewLink) -> str:
    return date_format(localtime(link.made_at), "SHORT_DATETIME_FORMAT")


def _kept(link: PreviewLink) -> dict[str, Edition]:
    return {copy.language: showing.edition_of(copy) for copy in link.copies.select_related("link__document")}


def _now(submission: Submission) -> dict[str, Edition]:
    """Without addresses: a copy has none."""
    post = submission.post
    found = {code: showing.working_copy(post, code).edition for code in showing.written_in(post)}
    for edition in found.values():
        edition.slug = ""
    return found


def _comparison(title: str, before: dict[str, Edition], after: dict[str, Edition]) -> dict[str, Any]:
    sections: list[dict[str, Any]] = []
    for code in languages.CODES:
        if code in after:
            parts = stretches.fold_parts(differ.compare(before.get(code), after[code]))
            sections.append({"code": code, "name": languages.own_name_of(code), "parts": parts})
    return {"title": title, "sections": sections}
