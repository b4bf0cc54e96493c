"""Whose pages these are: the member's own, kept by nobody, listed by no search engine."""

import functools
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts import limits, network
from publishing.models import Document

from .models import Submission

View = Callable[..., HttpResponseBase]
MOST = {"upload": 60, "word": 20, "submit": 20}  # in an hour, by one person
CROWD = 5  # people who may do as much from one network: an office, a workshop
HOUR = timedelta(hours=1)


def for_members(view: View) -> View:
    """Decorate a view for people with an account. Its pages are never kept and tell no other site where they were."""

    @functools.wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return private(login_required(view)(request, *args, **kwargs))

    return inner


def private(response: HttpResponseBase) -> HttpResponseBase:
    """The same answer, for one person alone."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def own(request: HttpRequest, pk: int) -> Submission:
    """A text of the person's own; 404 for everybody else's. Its row is locked in a transaction that changes it."""
    rows = Submission.objects.select_related("post__series", "post__cover", "by")
    found = get_object_or_404(rows, pk=pk, by=request.user.pk)
    if request.method == "POST" and transaction.get_connection().in_atomic_block:
        Document.objects.select_for_update().get(pk=found.post_id)
        found = get_object_or_404(rows, pk=pk, by=request.user.pk)
    return found


def may_again(request: HttpRequest, act: str) -> bool:
    """Count one more of what one person, and one network, does only so often."""
    person, place = (act, str(request.user.pk)), (f"{act} from", network.network_of(request))
    return limits.take({person: MOST[act], place: MOST[act] * CROWD}, HOUR) is not None


def too_many() -> str:
    """What somebody is told who has done something too often."""
    return _("That was too often in one hour. Nothing was done: try again later.")
