"""What a member of the demo has submitted, taken by the same acts to where it stands today."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from accounts.models import Mail
from members import workflow
from members.models import Stage, Submission
from publishing.models import Document

from . import accounts, documents
from .clock import turned_to


def enter(content: Mapping[str, Any], around: documents.Around) -> None:
    """Write a text as a member and take each of its steps, so many days before today."""
    people = {role: User.objects.get(username=name) for role, name in accounts.usernames().items()}
    now = timezone.now()
    submission = None
    for step in content["steps"]:
        with turned_to(now - timedelta(days=step["days_ago"])):
            submission = submission or _write(content, around, people["member"])
            _take(submission, step, people[step["by"]])
    Mail.objects.filter(to__in=accounts.usernames().values()).delete()  # nobody reads what invented people are sent


def _write(content: Mapping[str, Any], around: documents.Around, by: User) -> Submission:
    post = documents.write("post", content, around)
    Document.objects.filter(pk=post.pk).update(stage=Stage.WRITING, created_by=by, changed_by=by)
    return Submission.objects.create(post=post, by=by)


def _take(submission: Submission, step: Mapping[str, Any], by: User) -> None:
    said = step.get("comment", "")
    if step["act"] == "submit":
        workflow.submit(submission, by=by)
    elif step["act"] == "comment":
        workflow.comment(submission, text=said, quote=step.get("quote", ""), by=by)
    else:
        workflow.request_changes(submission, comment=said, by=by)
