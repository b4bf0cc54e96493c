"""/<language>/write/: what members see of their own texts."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from .models import Submission


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """How writing for the site works; for members, their texts."""
    texts = Submission.objects.filter(by=request.user.pk).select_related("post")
    return TemplateResponse(request, "members/start.html", {"texts": texts})


@require_safe
@login_required
def text(request: HttpRequest, pk: int) -> HttpResponse:
    """One of the member's own texts: where it stands."""
    submission = get_object_or_404(Submission.objects.select_related("post"), pk=pk, by=request.user.pk)
    return TemplateResponse(request, "members/text.html", {"submission": submission})
