"""What a moderator may do with a submission: for each act a form that says what it asks, and does it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.desk import sides
from publishing.desk.questions import PublishForm
from publishing.models import Decision

from .. import agreement, workflow
from ..models import TO_DECIDE, Stage, Submission

LONGEST = 5000
Act = Decision.Act


def _words(label: Any, rows: int = 5, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class ReviewForm(forms.Form):
    """One act upon a submission. `leaves` is whether the person goes on to the next text after it."""

    name = ""
    done: str = ""  # the decision that it writes
    label: Any = ""
    leaves = False

    def __init__(self, submission: Submission, data: Any = None) -> None:
        super().__init__(data, auto_id=f"id_{self.name}_%s")
        self.submission = submission

    def do(self, submission: Submission, by: User) -> str:
        """Do it, and say so. Raises PermissionDenied, ValidationError."""
        raise NotImplementedError


class TakeUpForm(ReviewForm):
    name, done, label = "take_up", Act.TAKE_UP, gettext_lazy("Take it up")

    def do(self, submission: Submission, by: User) -> str:
        workflow.take_up(submission, by=by)
        days: timedelta = Submission.CLAIM
        return _("It is yours for %(days)s days.") % {"days": days.days}


class PutBackForm(ReviewForm):
    name, done, label = "put_back", Act.PUT_BACK, gettext_lazy("Put it back")

    def do(self, submission: Submission, by: User) -> str:
        workflow.put_back(submission, by=by)
        return _("It waits for somebody else.")


class CommentForm(ReviewForm):
    name, done, label = "comment", Act.COMMENT, gettext_lazy("Write a comment")
    quote = _words(
        gettext_lazy("About this passage"),
        rows=2,
        required=False,
        help_text=gettext_lazy("Copy it from the text, or leave it empty for a comment in general."),
    )
    comment = _words(gettext_lazy("Comment"))
    internal = forms.BooleanField(
        label=gettext_lazy("Among those who decide: its author does not see it"), required=False
    )

    def do(self, submission: Submission, by: User) -> str:
        data = self.cleaned_data
        workflow.comment(submission, text=data["comment"], quote=data["quote"], internal=data["internal"], by=by)
        return _("Kept, for those who decide.") if data["internal"] else _("Kept, and sent to its author.")


class RequestForm(ReviewForm):
    name, done, label = "request", Act.REQUEST, gettext_lazy("Ask for changes")
    leaves = True
    comment = _words(gettext_lazy("What should be changed"))

    def do(self, submission: Submission, by: User) -> str:
        workflow.request_changes(submission, comment=self.cleaned_data["comment"], by=by)
        return _("It is back with its author, who knows what to change.")


class DeclineForm(ReviewForm):
    name, done, label = "decline", Act.DECLINE, gettext_lazy("Decline")
    leaves = True
    comment = _words(gettext_lazy("Why, for its author"))

    def do(self, submission: Submission, by: User) -> str:
        workflow.decline(submission, comment=self.cleaned_data["comment"], by=by)
        return _("Declined. Its author knows why.")


class TranslateForm(ReviewForm):
    name, done, label = "translate", Act.TRANSLATE, gettext_lazy("Accept and hand to translation")
    leaves = True
    comment = _words(gettext_lazy("A word to its author"), rows=3, required=False)

    def do(self, submission: Submission, by: User) -> str:
        workflow.translate(submission, comment=self.cleaned_data["comment"], by=by)
        return _("Accepted. It can be published when it is translated.")


class AskForm(ReviewForm):
    name, done, label = "ask", Act.ASK, gettext_lazy("Ask the authors to agree")

    def __init__(self, submission: Submission, data: Any = None) -> None:
        super().__init__(submission, data)
        for consent in agreement.expected(submission):
            if consent.author.user is None and not agreement.agrees(consent):
                self.fields[f"address_{consent.author_id}"] = forms.EmailField(
                    label=_("Address of %(name)s") % {"name": consent.author.name},
                    required=False,
                    initial=consent.email,
                    widget=forms.EmailInput(attrs={"autocomplete": "off"}),
                )

    def do(self, submission: Submission, by: User) -> str:
        addresses = {int(name.removeprefix("address_")): address for name, address in self.cleaned_data.items()}
        written = workflow.ask(submission, addresses=addresses, by=by)
        names = ", ".join(str(consent) for consent in written)
        return _("Written to: %(names)s.") % {"names": names or "–"}


class ApproveForm(ReviewForm):
    """The first of two approvals: nothing is published yet."""

    name, done, label = "approve", Act.APPROVE, gettext_lazy("Approve: a second moderator decides")
    leaves = True
    comment = _words(gettext_lazy("A word to the second moderator"), rows=3, required=False)

    def do(self, submission: Submission, by: User) -> str:
        workflow.accept(submission, languages=[], change="", comment=self.cleaned_data["comment"], by=by)
        return _("Approved. A second moderator decides.")


class AcceptForm(PublishForm):
    """The questions of publishing, without a minute to come, and a word to the author."""

    name, done, label = "accept", Act.PUBLISH, gettext_lazy("Accept and publish")
    leaves = True

    def __init__(self, document: Any, codes: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(document, codes, *args, **{"auto_id": "id_accept_%s", **kwargs})
        for name in {"at", "dated"} & self.fields.keys():
            del self.fields[name]
        self.fields["comment"] = _words(gettext_lazy("A word to its author"), rows=3, required=False)

    def do(self, submission: Submission, by: User) -> str:
        asked = {name: value for name, value in self.answer().items() if name not in ("at", "dated")}
        seal = workflow.accept(submission, **asked, comment=self.cleaned_data["comment"], by=by)
        if seal is None:
            return _("Approved. A second moderator decides.")
        when = date_format(localtime(seal.at), "SHORT_DATETIME_FORMAT")
        return _("Published as number %(number)s, %(when)s.") % {"number": seal.number, "when": when}


FORMS: dict[str, type[ReviewForm] | type[AcceptForm]] = {
    form.name: form
    for form in (
        *(TakeUpForm, PutBackForm, CommentForm, RequestForm, AskForm),
        *(ApproveForm, AcceptForm, TranslateForm, DeclineForm),
    )
}


def build(act: str, submission: Submission, data: Any = None, shown: Sequence[dict[str, Any]] = ()) -> Any:
    """The form of an act: with what was sent or, for an empty one, what `sides.of` gives chosen."""
    if act != AcceptForm.name:
        return FORMS[act](submission, data)
    post = submission.post
    form = AcceptForm(post, sides.with_text(post), data)
    if data is None:
        chosen = [side["code"] for side in shown if side["ready"]]
        form.initial.update(languages=chosen, change=form.likely(chosen))
    return form


def offered(submission: Submission, person: User) -> list[str]:
    """What this person may do with a submission now, in the order of the page."""
    claimant = submission.claimant()
    if not workflow.may_review(submission, person) or submission.post.stage not in TO_DECIDE:
        return []
    if claimant not in (None, person):
        return []
    series = submission.post.series
    is_first = bool(series and series.two_moderators and submission.approval is None)
    to_ask = not all(agreement.agrees(consent) for consent in agreement.expected(submission))
    acts = ["put_back" if claimant else "take_up", "comment", "request", *(["ask"] if to_ask else [])]
    acts.append("approve" if is_first else "accept")
    return acts + (["translate", "decline"] if submission.post.stage == Stage.SUBMITTED else [])
