"""The only writer of submissions: what their authors and what moderators do with them.

Every act is atomic, takes `by=user`, locks the document's row, checks who it is and where the text stands, writes a
`Decision`, and sends its mails when the transaction has come through.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from blog.models import Post
from publishing import languages
from publishing import workflow as press
from publishing.models import Decision, Document, PreviewLink, Seal, Translation
from publishing.sharing import links

from . import agreement, companion, mails, writing
from .models import Consent, Stage, Submission

REVIEW = "members.review_submission"
Act = Decision.Act

# Who may move a submission from where to where. Publishing moves it to accepted, by `publishing.workflow`.
TRANSITIONS = {
    Act.SUBMIT: ({Stage.WRITING, Stage.DRAFT, Stage.CHANGES_REQUESTED}, Stage.SUBMITTED),
    Act.TAKE_BACK: ({Stage.SUBMITTED}, Stage.DRAFT),
    Act.CORRECT: ({Stage.ACCEPTED}, Stage.DRAFT),
    Act.REQUEST: ({Stage.SUBMITTED, Stage.TRANSLATING}, Stage.CHANGES_REQUESTED),
    Act.DECLINE: ({Stage.SUBMITTED}, Stage.DECLINED),
    Act.TRANSLATE: ({Stage.SUBMITTED}, Stage.TRANSLATING),
}
FOR_EVER = timedelta(days=36_500)


# What an author does


@transaction.atomic
def submit(submission: Submission, *, by: User) -> Submission:
    """Hand a text to the moderators, and keep it as it now stands. Raises PermissionDenied, ValidationError."""
    submission = _locked(submission)
    _require_author(submission, by)
    post = submission.post
    if not languages.in_language(post, "title", post.original_language):
        raise ValidationError(_("Give your text a title before you send it."))
    if not languages.in_language(post, "body", post.original_language):
        raise ValidationError(_("Write your text before you send it."))
    writing.hand_over(post, by=by)
    links.keep(post, days=FOR_EVER.days, by=by, purpose=PreviewLink.Purpose.ROUND)
    submission.submitted_at, submission.taken_by, submission.taken_at = timezone.now(), None, None
    submission.approved_by = submission.handed_over_at = None
    submission.save()
    _move(submission, Act.SUBMIT, by)
    mails.submitted(submission)
    return submission


@transaction.atomic
def take_back(submission: Submission, *, by: User) -> None:
    """Take a text back before anybody has taken it up. Raises PermissionDenied, ValidationError."""
    submission = _locked(submission)
    _require_author(submission, by)
    if submission.claimant():
        raise ValidationError(_("Somebody has taken your text up: wait for their answer, or write to them."))
    _move(submission, Act.TAKE_BACK, by)


@transaction.atomic
def correct(submission: Submission, *, by: User) -> None:
    """Begin a new round for a published text. Readers keep what they have until it is published again."""
    submission = _locked(submission)
    _require_author(submission, by)
    _move(submission, Act.CORRECT, by)


# What a moderator does


@transaction.atomic
def take_up(submission: Submission, *, by: User) -> None:
    """Claim a text. Raises PermissionDenied, ValidationError where somebody else was faster."""
    submission = _reviewing(submission, by)
    submission.taken_by, submission.taken_at = by, timezone.now()
    submission.save(update_fields=["taken_by", "taken_at"])
    _note(submission, Act.TAKE_UP, by)


@transaction.atomic
def put_back(submission: Submission, *, by: User) -> None:
    """Give a claim up: the text waits for somebody else."""
    submission = _reviewing(submission, by)
    submission.taken_by = submission.taken_at = None
    submission.save(update_fields=["taken_by", "taken_at"])
    _note(submission, Act.PUT_BACK, by)


@transaction.atomic
def comment(submission: Submission, *, text: str, quote: str = "", internal: bool = False, by: User) -> Decision:
    """Say something about a text: to its author, who is told, or among those who decide."""
    submission = _reviewing(submission, by)
    decision = _note(submission, Act.COMMENT, by, comment=text, quote=quote, internal=internal)
    if not internal:
        mails.commented(submission, decision)
    return decision


@transaction.atomic
def request_changes(submission: Submission, *, comment: str, by: User) -> None:
    """Give a text back to its author with what to change."""
    submission = _reviewing(submission, by)
    _require_reason(comment)
    _move(submission, Act.REQUEST, by, comment=comment)
    _release(submission)
    mails.changes_requested(submission, comment)


@transaction.atomic
def decline(submission: Submission, *, comment: str, by: User) -> None:
    """Decline a text with the reason. What readers have of it, if anything, they keep."""
    submission = _reviewing(submission, by)
    _require_reason(comment)
    _move(submission, Act.DECLINE, by, comment=comment)
    _release(submission)
    mails.declined(submission, comment)


@transaction.atomic
def translate(submission: Submission, *, comment: str = "", by: User) -> None:
    """Accept a text and hand it to translation: it is published when that is there."""
    submission = _reviewing(submission, by)
    _move(submission, Act.TRANSLATE, by, comment=comment)
    post = submission.post
    for code in languages.CODES:
        if code != post.original_language:
            Translation.objects.get_or_create(document_id=post.pk, language=code)
    _release(submission)
    mails.to_translate(submission, comment)


@transaction.atomic
def ask(submission: Submission, *, addresses: Mapping[int, str], by: User) -> list[Consent]:
    """Ask the authors who have not agreed yet; `addresses` are those of authors without an account, by author.

    Those who can be written to are returned. Raises ValidationError where all have agreed.
    """
    submission = _reviewing(submission, by)
    for consent in agreement.of(submission):
        if address := addresses.get(consent.author_id):
            consent.email = address
            consent.save(update_fields=["email"])
    if all(agreement.agrees(consent) for consent in agreement.of(submission)):
        raise ValidationError(_("All of its authors agree with this text already."))
    return agreement.ask(submission, by=by)


@transaction.atomic
def accept(
    submission: Submission,
    *,
    languages: Sequence[str],
    change: str,
    note: Mapping[str, str] | None = None,
    comment: str = "",
    by: User,
) -> Seal | None:
    """Accept a text and publish it; in a series where two decide, the first approval only says so, and None is given.

    Raises PermissionDenied, ValidationError with everything that stands against it.
    """
    submission = _reviewing(submission, by)
    series = submission.post.series
    if series and series.two_moderators and submission.approval is None:
        submission.approved_by, submission.approved_revision = by, submission.post.revision
        submission.taken_by = submission.taken_at = None
        submission.save(update_fields=["approved_by", "approved_revision", "taken_by", "taken_at"])
        _note(submission, Act.APPROVE, by, comment=comment, internal=bool(comment))
        mails.approved(submission, by)
        return None
    silent = [str(consent) for consent in agreement.expected(submission) if not agreement.agrees(consent)]
    seal = press.publish(submission.post, languages=languages, change=change, note=note, by=by)
    if comment:
        mails.commented(submission, _note(submission, Act.COMMENT, by, comment=comment))
    if silent:
        said = _("Published without the answer of: %(names)s.") % {"names": ", ".join(silent)}
        _note(submission, Act.COMMENT, by, comment=said, internal=True)
    return seal


# What they share


def may_review(submission: Submission, by: User) -> bool:
    """Whether this person decides on texts, and not on one of their own."""
    return by.has_perm(REVIEW) and not companion.own(submission, by)


def _locked(submission: Submission) -> Submission:
    """The same submission, fresh, its document's row locked until the transaction ends."""
    Document.objects.select_for_update().get(pk=submission.post_id)
    found = Submission.objects.select_related("by", "taken_by").get(pk=submission.pk)
    found.post = Post.objects.select_related("series").get(pk=submission.post_id)
    return found


def _require_author(submission: Submission, by: User) -> None:
    if not by.is_active or submission.by_id != by.pk:
        raise PermissionDenied(_("You may not do this."))


def _reviewing(submission: Submission, by: User) -> Submission:
    """A submission that this person may decide on now."""
    submission = _locked(submission)
    if not may_review(submission, by):
        raise PermissionDenied(_("You may not do this."))
    claimant = submission.claimant()
    if claimant not in (None, by):
        name = claimant.get_full_name() or str(claimant)  # type: ignore[attr-defined]
        raise ValidationError(_("%(name)s has taken this text up.") % {"name": name})
    if submission.post.stage not in (Stage.SUBMITTED, Stage.TRANSLATING):
        raise ValidationError(_("This text is not waiting for a decision any more: look at it again."))
    return submission


def _require_reason(comment: str) -> None:
    if not comment.strip():
        raise ValidationError(_("Write to the author why."))


def _release(submission: Submission) -> None:
    submission.taken_by = submission.taken_at = submission.approved_by = None
    submission.save(update_fields=["taken_by", "taken_at", "approved_by"])


def _move(submission: Submission, act: str, by: User, *, comment: str = "") -> None:
    """Move a text to where this act leads, with its decision. Raises ValidationError where the act is not for now."""
    before = submission.post.stage
    froms, to = TRANSITIONS[Act(act)]
    if before not in froms:
        raise ValidationError(_("This text has moved on since you opened the page: look at it again."))
    Document.objects.filter(pk=submission.post_id).update(stage=to)
    _note(submission, act, by, to_stage=to, comment=comment)
    submission.post.stage = to


def _note(
    submission: Submission,
    act: str,
    by: User,
    *,
    to_stage: str = "",
    comment: str = "",
    quote: str = "",
    internal: bool = False,
) -> Decision:
    stage = submission.post.stage
    return Decision.objects.create(
        document_id=submission.post_id,
        act=act,
        from_stage=stage,
        to_stage=to_stage or stage,
        comment=comment,
        quote=quote,
        internal=internal,
        by=by,
    )
