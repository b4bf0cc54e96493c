"""Before a text is published its authors are shown it as it will stand, and say that they agree.

Each gets a preview link with a copy, so that an answer is to exactly one text. Whoever submitted the text as it now
stands has agreed by that.
"""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from publishing.models import Decision, PreviewAnswer, PreviewLink
from publishing.sharing import links, showing

from . import mails
from .models import Consent, Submission

DAYS = 60  # for which a link to agree with works


def agrees(consent: Consent) -> bool:
    """Whether this author has agreed to the text as it now stands, in all its languages."""
    answer = last_answer(consent)
    if answer and answer.agrees and is_current(answer.link):
        return True
    submitted = last_round(consent.submission)
    wrote_it = consent.author.user_id == consent.submission.by_id
    return bool(wrote_it and submitted and is_current(submitted))


def last_answer(consent: Consent) -> PreviewAnswer | None:
    """What this author said last of what they were asked about: somebody who agreed may think again."""
    return consent.link.answers.first() if consent.link else None


def said_no(consent: Consent) -> bool:
    """Whether this author has answered about the text as it now stands, and does not agree."""
    answer = last_answer(consent)
    return bool(answer and not answer.agrees and is_current(answer.link))


def missing(submission: Submission, now: datetime | None = None) -> list[Consent]:
    """The authors without whom it is not published: who said no, were asked too short a time ago, or never."""
    return [each for each in expected(submission) if not agrees(each) and not was_silent(each, now)]


def was_silent(consent: Consent, now: datetime | None = None) -> bool:
    """Whether this author was asked about the text as it now stands and said nothing in the time for an answer."""
    until = silent_until(consent)
    is_over = bool(until and until <= (now or timezone.now()))
    return bool(is_over and consent.link and last_answer(consent) is None and is_current(consent.link))


def silent_until(consent: Consent) -> datetime | None:
    """When the time for this author's answer is over; None for one who was not asked."""
    return consent.asked_at + Submission.SILENCE if consent.asked_at else None


def of(submission: Submission) -> list[Consent]:
    """What `expected` gives, each saved."""
    found = expected(submission)
    for consent in found:
        if consent.pk is None:
            consent.save()
    return found


def expected(submission: Submission) -> list[Consent]:
    """One for each author in the byline, in their order, unsaved where there is none yet: reading writes nothing."""
    there = {consent.author_id: consent for consent in submission.consents.select_related("link__document")}
    found = []
    for byline in submission.post.bylines.select_related("author__user"):
        consent = there.get(byline.author_id) or Consent(submission=submission)
        consent.author, consent.submission = byline.author, submission
        found.append(consent)
    return found


def address_of(consent: Consent) -> str:
    """Where this author is written to; "" where nobody has said."""
    return consent.author.user.email if consent.author.user else consent.email


@transaction.atomic
def ask(submission: Submission, *, by: User) -> list[Consent]:
    """Send each author who has not agreed yet the text as it now stands; those who can be written to are returned.

    For those without an address the time in which they could answer begins as well. An earlier link of theirs ends.
    """
    asked = [consent for consent in of(submission) if not agrees(consent)]
    for consent in asked:
        _send(consent, by)
    if asked:
        names = ", ".join(str(consent) for consent in asked)
        Decision.objects.create(
            document_id=submission.post_id,
            act=Decision.Act.ASK,
            from_stage=submission.post.stage,
            to_stage=submission.post.stage,
            comment=names,
            by=by,
        )
    return [consent for consent in asked if address_of(consent)]


def _send(consent: Consent, by: User) -> None:
    if consent.link:
        PreviewLink.objects.filter(pk=consent.link.pk, revoked_at=None).update(revoked_at=timezone.now(), revoked_by=by)
    purpose = PreviewLink.Purpose.CONSENT
    consent.link = links.keep(consent.submission.post, days=DAYS, by=by, purpose=purpose)
    consent.asked_at = timezone.now()
    consent.save(update_fields=["link", "asked_at"])
    if address := address_of(consent):
        mails.agree(consent, address, links.url_of(consent.link))


def is_current(link: PreviewLink) -> bool:
    """Whether a link's copies say what the working copy says, in every language that it has."""
    document = link.document
    copies = {copy.language: copy.digest for copy in link.copies.all()}
    now = {code: showing.working_copy(document, code).digest for code in showing.written_in(document)}
    return copies == now


def last_round(submission: Submission) -> PreviewLink | None:
    """The text as it was last submitted."""
    return next(iter(rounds(submission)), None)


def rounds(submission: Submission) -> list[PreviewLink]:
    """The text as it was submitted each time, the last first."""
    kept = PreviewLink.objects.filter(document=submission.post_id, purpose=PreviewLink.Purpose.ROUND)
    return list(kept.select_related("document").order_by("-pk"))
