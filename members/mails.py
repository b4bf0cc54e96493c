"""What the site writes to those who submit and to those who decide, to each in their language.

Never to somebody who may not read the text: authors hear of their own, moderators of what was submitted.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accounts import mails as letters
from accounts import outbox
from publishing import dating, kinds, languages
from publishing.models import Decision, PreviewAnswer, PreviewLink, Seal
from publishing.sharing import links

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
    for person in _who_decide_on(submission):
        if not _weekly(person):
            _to_reviewer(person, submission, gettext_lazy("A text waits for a decision: %(title)s"))


def approved(submission: Submission, by: User) -> None:
    """To the other moderators: one has approved this text, a second one decides."""
    for person in _who_decide_on(submission):
        if person.pk != by.pk and not _weekly(person):
            _to_reviewer(person, submission, gettext_lazy("A text waits for a second approval: %(title)s"))


def answered(consent: Consent, answer: PreviewAnswer) -> None:
    """To whoever has taken the text up, else to all who decide: what an author has said about it."""
    submission: Any = consent.submission
    claimant: Any = submission.claimant()
    for person in [claimant] if claimant else _who_decide_on(submission):
        with override(letters.language_of(person)):
            said = _("%(name)s agrees.") if answer.agrees else _("%(name)s does not agree yet.")
            lines = [said % {"name": consent.author.name}, *([answer.comment] if answer.comment else [])]
        _to_reviewer(person, submission, gettext_lazy("An author has answered: %(title)s"), *lines)


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
    """To its author that readers have it, or from which minute they will."""
    editions = list(seal.editions.light().order_by("language"))
    said = [settings.SITE_URL + kinds.url_of(edition) for edition in editions]
    due = max((edition.released_at for edition in editions if edition.released_at), default=None)
    if due and due > timezone.now():
        with override(letters.language_of(submission.by)):
            said.insert(0, dating.say(due))
        subject = gettext_lazy("Your text is going to be published: %(title)s")
        _to_author(
            submission, subject, gettext_lazy("Readers will have your text from this minute on, here:"), said=said
        )
    else:
        subject = gettext_lazy("Your text is published: %(title)s")
        _to_author(submission, subject, gettext_lazy("Readers have your text now, here:"), said=said)


def agree(consent: Consent, address: str, url: str) -> None:
    """To an author, with an account or without: the text as it will stand, and a way to answer."""
    user, post = consent.author.user, consent.submission.post
    with override(letters.language_of(user) if user else post.original_language):
        told = {"name": consent.author.name, "title": str(consent.submission), "days": Submission.SILENCE.days}
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
        texts = [f"{each}\n{_review_url(each)}" for each in waiting]
        lines = [_("These texts wait for a decision:"), *texts]
        outbox.post(person.email, _("What waits for the moderators this week"), lines)


def moderators() -> Iterable[User]:
    """Those who decide, without those who oversee them."""
    return deciding().exclude(pk__in=[person.pk for person in secretariat()])


def deciding() -> Any:
    """Everybody who may decide, those who oversee them included."""
    return _with_permission("members.review_submission")


def secretariat() -> Iterable[User]:
    return _with_permission("members.oversee_submission")


def _who_decide_on(submission: Submission) -> list[User]:
    """Moderators, without those whose own text it is."""
    own = {submission.by_id, *submission.post.bylines.values_list("author__user", flat=True)}
    return [person for person in moderators() if person.pk not in own]


def _with_permission(permission: str) -> Any:
    rows: Any = User.objects.with_perm(permission, include_superusers=False)
    return rows.filter(is_active=True).exclude(Q(email="")).order_by("pk")


def _weekly(person: Any) -> bool:
    return hasattr(person, "reviewer") and person.reviewer.weekly


def about(submission: Submission) -> list[str]:
    """The addresses by which a mail about this text is known: each holds one."""
    asked = PreviewLink.objects.filter(document=submission.post_id, purpose=PreviewLink.Purpose.CONSENT)
    found = [_review_url(submission), *map(links.url_of, asked)]
    for code in languages.CODES:
        with override(code):
            found.append(_own_url(submission))
    return found


def _to_author(submission: Submission, subject: Words, *lines: Words, said: Iterable[str] = ()) -> None:
    person = submission.by
    with override(letters.language_of(person)):
        url = _own_url(submission)
        told = {"title": str(submission)}
        outbox.post(person.email, str(subject) % told, [*map(str, lines), *said, url])


def _to_reviewer(person: User, submission: Submission, subject: Words, *said: str) -> None:
    with override(letters.language_of(person)):
        heading = str(subject) % {"title": str(submission)}
        outbox.post(person.email, heading, [*(said or [heading]), _review_url(submission)])


def _own_url(submission: Submission) -> str:
    return settings.SITE_URL + reverse("members:text", args=[submission.pk])


def _review_url(submission: Submission) -> str:
    return settings.SITE_URL + reverse("admin:members_submission_change", args=[submission.pk])
