"""What publishing must know of submissions: when one may not be published, and what follows when one is."""

from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import outbox
from blog.models import Author
from publishing.kinds import Beside, Companion
from publishing.models import Document, PreviewAnswer, Seal
from publishing.strike import Strike

from . import agreement, mails
from .models import Consent, Stage, Submission


def of(document: Document) -> Submission | None:
    """The submission that a document is, if a member wrote it."""
    return Submission.objects.select_related("post", "by", "taken_by").filter(post=document.pk).first()


def refuses(document: Document, by: User) -> list[str]:
    """Why this person may not publish this submission now. Staff's own texts are none of ours.

    What is published and in no new round may be corrected by staff as any other text, by others than its authors.
    """
    submission = of(document)
    if submission is None:
        return []
    if submission.post.stage == Stage.ACCEPTED:
        return own(submission, by)
    if submission.post.stage not in (Stage.SUBMITTED, Stage.TRANSLATING):
        return [_("This text is with its author, or was declined: it can be published once it is submitted.")]
    return [
        *own(submission, by),
        *_taken_by_another(submission, by),
        *_needs_two(submission, by),
        *_without_consent(submission),
    ]


def own(submission: Submission, by: Any) -> list[str]:
    """Four eyes: who has submitted a text, or stands in its byline, does not decide on it."""
    theirs = submission.by_id == by.pk or submission.post.bylines.filter(author__user=by.pk).exists()
    return [_("This is your own text: somebody else decides on it.")] if theirs else []


def own_texts(by: Any) -> Q:
    """Which documents `own` is about."""
    named = Q(post__submission__isnull=False, post__bylines__author__user=by.pk)
    return Q(post__submission__by=by.pk) | named


def _taken_by_another(submission: Submission, by: User) -> list[str]:
    claimant: Any = submission.claimant()
    if claimant is None or claimant == by:
        return []
    return [_("%(name)s has taken this text up.") % {"name": claimant.get_full_name() or claimant}]


def _needs_two(submission: Submission, by: User) -> list[str]:
    series = submission.post.series
    if series is None or not series.two_moderators or submission.approval not in (None, by):
        return []
    return [_("In this series two moderators decide: another one has to approve this text too.")]


def _without_consent(submission: Submission) -> list[str]:
    missing = agreement.missing(submission)
    against = [str(consent) for consent in missing if agreement.said_no(consent)]
    awaited = [str(consent) for consent in missing if not agreement.said_no(consent)]
    messages = (
        (_("These authors do not agree with it as it stands: %(names)s. Change it, or ask them again."), against),
        (_("These authors have not agreed yet, and the time for their answer is not over: %(names)s."), awaited),
    )
    return [message % {"names": ", ".join(names)} for message, names in messages if names]


def sealed(seal: Seal) -> None:
    """A round has ended well: its claims are over, and its authors are told."""
    submission = of(seal.document)
    if submission is None or seal.editions.count() == 0:
        return
    mails.published(submission, seal)
    Submission.objects.filter(pk=submission.pk).update(taken_by=None, taken_at=None, approved_by=None)


def answered(answer: PreviewAnswer) -> None:
    """An author has said something about the text: whoever decides on it is told."""
    consent = Consent.objects.select_related("submission__post").filter(link=answer.link_id).first()
    if consent:
        mails.answered(consent, answer)


def beside(document: Document, by: User) -> Beside | None:
    """That a post is a submission, for those who may see it. While it is with its author nobody else saves it."""
    submission = of(document)
    if submission is None or not by.has_perm("members.view_submission"):
        return None
    is_theirs, locked = submission.by_id == by.pk, ""
    if submission.is_with_author and not is_theirs:
        locked = _("Its author is writing it now: it cannot be saved here until it is submitted.")
    elif submission.post.stage == Stage.SUBMITTED and is_theirs:
        locked = _("This is your own text, and it waits for a decision: take it back to change it.")
    told = {"name": submission.by.get_full_name() or str(submission.by), "stage": submission.post.get_stage_display()}
    return Beside(
        said=_("A submission of %(name)s: %(stage)s.") % told,
        url=reverse("admin:members_submission_change", args=[submission.pk]),
        label=_("Decide on it"),
        locked=locked,
    )


def strike(document: Document, strike: Strike) -> None:
    """Take the addresses of authors away whose byline is struck, and mails that wait and still say what is struck."""
    submission = of(document)
    if submission:
        gone = submission.consents.filter(author__in=strike.authors)
        strike.places += gone.count()
        gone.delete()
        names = list(Author.objects.filter(pk__in=strike.authors).values_list("name", flat=True))
        strike.places += outbox.forget(
            mails.about(submission), lambda text: strike.finds(text) or any(name in text for name in names)
        )


COMPANION = Companion(refuses=refuses, sealed=sealed, strike=strike, answered=answered, beside=beside, own=own_texts)
