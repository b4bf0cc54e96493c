"""What to know before a text is published, language by language: what changes for readers, and what the checks say."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import checks, dating, differ, footnotes, languages
from ..composing import compose
from ..models import Edition
from ..press import stretches

OPEN = 8  # paragraphs with a change that are shown at once; more are folded


def with_text(document: Any) -> list[str]:
    """The languages in which there is something to publish."""
    return [
        code
        for code in languages.CODES
        if languages.in_language(document, "title", code) or languages.in_language(document, "body", code)
    ]


def of(document: Any) -> list[dict[str, Any]]:
    """A side for each of these languages."""
    codes, now = with_text(document), timezone.now()
    lasting = Edition.objects.not_cancelled().filter(document=document.pk, released_at__isnull=False)
    rows = lasting.defer("html", "text").order_by("released_at")
    findings = checks.look(document, codes)
    return [_side(document, code, [row for row in rows if row.language == code], findings, now) for code in codes]


def _side(
    document: Any, code: str, editions: list[Edition], findings: list[checks.Finding], now: datetime
) -> dict[str, Any]:
    made = compose(document, code)
    shown = next((each for each in editions if _is_shown(each, now)), None)
    coming = [each for each in editions if each.released_at and each.released_at > now]
    last = coming[-1] if coming else shown
    same = last is not None and last.digest == made.digest
    mine = [finding for finding in findings if finding.language == code]
    return {
        "code": code,
        "name": languages.own_name_of(code),
        "blocking": [finding.message for finding in mine if finding.blocks],
        "warnings": [finding.message for finding in mine if not finding.blocks],
        "what": _what(len(editions) > len(coming), shown, coming, made),
        "changes": _changes(shown, made) if shown and shown.digest != made.digest else None,
        "new": _size(made) if not shown else "",
        "ready": not same and not any(finding.blocks for finding in mine),
    }


def _is_shown(edition: Edition, now: datetime) -> bool:
    ends = edition.superseded_at
    return edition.released_at is not None and edition.released_at <= now and (ends is None or ends > now)


def _what(known: bool, shown: Edition | None, coming: list[Edition], made: Edition) -> list[str]:
    """What readers have of it, and what they are going to have."""
    said = [_have(known, shown, made)]
    for edition in coming:
        told = {"when": dating.say(edition.released_at)}  # type: ignore[arg-type]
        said.append(
            _("Scheduled for %(when)s just as it is. Publishing now replaces that.") % told
            if edition.digest == made.digest
            else _("Another version is scheduled for %(when)s. Publishing now replaces it.") % told
        )
    return said


def _have(known: bool, shown: Edition | None, made: Edition) -> str:
    if shown is None:
        if known:
            return _("Withdrawn. Publishing brings it back.")
        return _("Readers have no text in this language yet.")
    when = date_format(localtime(shown.released_at), "SHORT_DATETIME_FORMAT")
    if shown.digest == made.digest:
        return _("Nothing has changed since what readers have, of %(when)s.") % {"when": when}
    return _("Changed since what readers have, of %(when)s.") % {"when": when}


def _size(made: Edition) -> str:
    """How much it is that is all new."""
    notes = len(footnotes.keys(made.source))
    words = ngettext("%(count)s word", "%(count)s words", made.words) % {"count": made.words}
    if not notes:
        return _("All of it is new to them: %(words)s.") % {"words": words}
    told = {"words": words, "notes": ngettext("%(count)s note", "%(count)s notes", notes) % {"count": notes}}
    return _("All of it is new to them: %(words)s, %(notes)s.") % told


def _changes(shown: Edition, made: Edition) -> dict[str, Any]:
    """The difference as a page shows it, what differs beside the words, and whether it is shown at once."""
    parts = stretches.fold_parts(differ.compare(shown, made))
    changed = sum(block.changed for part in parts for stretch in part.stretches for block in stretch.blocks)
    return {"parts": parts, "around": _around(shown, made), "open": changed <= OPEN, "count": changed}


def _around(shown: Edition, made: Edition) -> list[str]:
    """What readers see change that is no word of the text."""
    names = {"series": _("the series"), "pictures": _("a picture"), "original_language": _("the original language")}
    return [name for key, name in names.items() if shown.matter.get(key) != made.matter.get(key)]
