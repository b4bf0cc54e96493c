"""What the page of a submission shows around the decision: its text, its author, what was said, who has agreed."""

from typing import Any

from django.urls import reverse

from accounts import mails as letters
from publishing import html, languages
from publishing.composing import compose
from publishing.models import Decision

from .. import agreement, companion
from ..models import StandardReply, Submission
from .queue import name_of


def reading(post: Any, code: str) -> dict[str, Any]:
    """A text as it reads in one language, and where it is seen as readers will see it."""
    edition = compose(post, code)
    return {
        "edition": edition,
        "body": html.trusted(html.sanitize(edition.source)),
        "preview": reverse("admin:blog_post_preview", kwargs={"pk": post.pk, "language": code}),
    }


def author(submission: Submission) -> dict[str, Any]:
    """Who has submitted it, as they have said themselves."""
    person: Any = getattr(submission.by, "person", None)
    said = {code: getattr(person, f"bio_{code}", "") for code in languages.CODES}
    return {
        "name": name_of(submission.by),
        "organisation": getattr(person, "organisation", ""),
        "bios": [{"code": code, "text": text} for code, text in said.items() if text],
    }


def conversation(submission: Submission, person: Any) -> list[dict[str, Any]]:
    """What was done and said, in order. Whose own text it is does not read what others said among themselves."""
    rows = Decision.objects.filter(document=submission.post_id).readable_by(person).select_related("by").order_by("pk")
    rows = rows.exclude(internal=True) if companion.own(submission, person) else rows
    return [{"decision": row, "who": name_of(row.by), "is_author": row.by_id == submission.by_id} for row in rows]


def authors(submission: Submission, decides: bool) -> list[dict[str, Any]]:
    """Each author with whether they agree; addresses for those who decide alone."""
    return [_author(consent, decides) for consent in agreement.expected(submission)]


def _author(consent: Any, decides: bool) -> dict[str, Any]:
    agrees = agreement.agrees(consent)
    return {
        "name": consent.author.name,
        "address": agreement.address_of(consent) if decides else "",
        "agrees": agrees,
        "asked_at": consent.asked_at,
        "answer": agreement.last_answer(consent),
        "outdated": bool(consent.link) and not agrees and not agreement.is_current(consent.link),
        "silent": not agrees and agreement.was_silent(consent),
        "until": agreement.silent_until(consent),
    }


def replies(submission: Submission) -> list[dict[str, str]]:
    """What moderators say often, in the author's language first."""
    theirs = letters.language_of(submission.by)
    codes = sorted(languages.CODES, key=lambda code: code != theirs)
    rows = list(StandardReply.objects.all())
    said = [
        {"code": code, **{name: languages.in_language(row, name, code) for name in ("name", "text")}}
        for code in codes
        for row in rows
    ]
    return [reply for reply in said if reply["text"]]
