"""What the site writes to those who submit and to those who decide, to each in their language.

Never to somebody who may not read the text: authors hear of their own, moderators of what was submitted.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accounts import mails as letters
from accounts import outbox
from publishing import kinds
from publishing.models import Decision, Seal

from .models import Consent, Submission

Words = Any  # a lazy text: it is put into the language of whoever it goes to


def submitted(submission: Submission) -> None:
    """To its author that it has come in, and to moderators that it waits."""
    _to_author(
        submission,
        gettext_lazy("Your text has come in: %(title)s"),
        gettext_lazy("Thank you. Your text is with the moderators now, and you will hear of each step."),
        gettext_lazy("As long as nobody has taken it up you can take it back and change it."),
    )
    for person in moderators():
        if person.pk != submission.by_id and not _weekly(person):
            _to_reviewer(person, submission, gettext_lazy("A text waits for a decision: %(title)s"))


def commented(submission: Submission, decision: Decision) -> None:
    quoted = [f"“{decision.quote}”"] if decision.quote else []
    _to_author(
        submission,
        gettext_lazy("A comment on your text: %(title)s"),
        gettext_lazy("A moderator writes about your text:"),
        said=[*quoted, decision.comment],
    )


def changes_requested(submission: Submission, comment: str) -> None:
    _to_author(
        submission,
        gettext_lazy("Please change something: %(title)s"),
        gettext_lazy("Before your text can be published, something should be changed. The moderator writes:"),
        said=[comment],
    )


def declined(submission: Submission, comment: str) -> None:
    _to_author(
        submission,
        gettext_lazy("Your text was declined: %(title)s"),
        gettext_lazy("Your text will not be published. The moderator writes:"),
        said=[comment],
    )


def to_translate(submission: Submission, comment: str) -> None:
    _to_author(
        submission,
        gettext_lazy("Your text is accepted: %(title)s"),
        gettext_lazy("Your text is accepted. It is being translated, and will be published after that."),
        said=[comment] if comment else [],
    )


def published(submission: Submission, seal: Seal) -> None:
    _to_author(
        submission,
        gettext_lazy("Your text is published: %(title)s"),
        gettext_lazy("Readers have your text now, here:"),
        said=[settings.SITE_URL + kinds.url_of(edition) for edition in seal.editions.light().order_by("language")],
    )


def agree(consent: Consent, address: str, url: str) -> None:
    """To an author, with an account or without: the text as it will stand, and a way to answer."""
    user, post = consent.author.user, consent.submission.post
    with override(letters.language_of(user) if user else post.original_language):
        told = {"name": consent.author.name, "title": str(post), "days": Submission.SILENCE.days}
        lines = [
            _("%(name)s, the text “%(title)s” is about to be published with your name.") % told,
            _("Read it as it will stand, in each language, and say whether you agree or what should be changed:"),
            url,
            _("If you do not answer, it can be published after %(days)s days. This link is for you alone.") % told,
        ]
        outbox.post(address, _("Do you agree with this text? %(title)s") % told, lines)


def handed_over(submission: Submission) -> None:
    """To the secretariat: nobody has taken this text up in time."""
    for person in secretariat():
        _to_reviewer(person, submission, gettext_lazy("A text has waited too long: %(title)s"))


def digest(person: User, waiting: Iterable[Submission]) -> None:
    """To a moderator who prefers one mail a week: all that waits."""
    with override(letters.language_of(person)):
        lines = [_("These texts wait for a decision:"), *(f"{each}\n{_review_url(each)}" for each in waiting)]
        outbox.post(person.email, _("What waits for the moderators this week"), lines)


def moderators() -> Iterable[User]:
    """Those who decide, without those who oversee them."""
    return _with_permission("members.review_submission").exclude(pk__in=[person.pk for person in secretariat()])


def secretariat() -> Iterable[User]:
    return _with_permission("members.oversee_submission")


def _with_permission(permission: str) -> Any:
    rows: Any = User.objects.with_perm(permission, include_superusers=False)
    return rows.filter(is_active=True).exclude(Q(email="")).order_by("pk")


def _weekly(person: Any) -> bool:
    return hasattr(person, "reviewer") and person.reviewer.weekly


def _to_author(submission: Submission, subject: Words, *lines: Words, said: Iterable[str] = ()) -> None:
    person = submission.by
    with override(letters.language_of(person)):
        url = settings.SITE_URL + reverse("members:text", args=[submission.pk])
        told = {"title": str(submission.post)}
        outbox.post(person.email, str(subject) % told, [*map(str, lines), *said, url])


def _to_reviewer(person: User, submission: Submission, subject: Words) -> None:
    with override(letters.language_of(person)):
        told = {"title": str(submission.post)}
        said = str(subject) % told
        outbox.post(person.email, said, [said, _review_url(submission)])


def _review_url(submission: Submission) -> str:
    return settings.SITE_URL + reverse("admin:members_submission_change", args=[submission.pk])
