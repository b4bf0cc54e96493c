"""The moderators' queue and the page on which they decide: what is shown, what is done, once, and by whom."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from members import agreement, workflow
from members.models import Stage, Submission
from publishing.models import Decision, Document
from tests import factories

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
QUEUE = "admin:members_submission_changelist"


def url(submission: Submission) -> str:
    return reverse("admin:members_submission_change", args=[submission.pk])


def sent(submission: Submission, act: str, **data: Any) -> dict[str, Any]:
    """What the page's form of an act sends."""
    last = Decision.objects.filter(document=submission.post_id).order_by("-pk").first()
    return {"act": act, "seen": last.pk if last else 0, **data}


def stage(submission: Submission) -> str:
    return Document.objects.get(pk=submission.post_id).stage


def titles(response: Any) -> list[str]:
    return [str(row) for row in response.context["cl"].result_list]


def test_queue_page(login: Login, moderator: User) -> None:
    made = factories.submitted(title_en="Wide rivers")
    response = login(moderator).get(reverse(QUEUE))
    assert titles(response) == ["Wide rivers"]
    response = login(moderator).get(url(made))
    assert response.status_code == 200
