"""A post begun with a Word file, in the admin."""

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from blog.models import Post
from publishing import history, standing
from publishing.links import checking

from ..reading.words import shortened
from . import WordText, take_in
from .forms import WordForm

NEEDED = ("blog.add_post", "blog.change_post", "publishing.add_picture")


@require_http_methods(["GET", "HEAD", "POST"])
def from_word(request: HttpRequest) -> HttpResponse:
    """Ask for a Word file and make a draft of it. Who may add posts and pictures."""
    if not request.user.has_perms(NEEDED):
        raise PermissionDenied(_("You may not do this."))
    form = WordForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        word, code = form.cleaned_data["file"], form.cleaned_data["language"]
        post = draft(word, code, by=request.user)
        messages.success(request, _("A draft was made of the Word file. Nothing of it is public."))
        for remark in word.remarks:
            messages.warning(request, remark)
        return HttpResponseRedirect(reverse("admin:blog_post_change", args=[post.pk]))
    around = {**admin.site.each_context(request), "title": _("Start from a Word file"), "subtitle": None}
    return TemplateResponse(request, "importing/word.html", {**around, "form": form})


@transaction.atomic
def draft(word: WordText, code: str, *, by: Any) -> Post:
    """A new post with the title and the text of a Word file in one language; its pictures go into the library."""
    word.language = code
    post = Post(original_language=code, created_by=by, changed_by=by, revision=1)
    setattr(post, f"title_{code}", shortened(word.title, 300))
    setattr(post, f"body_{code}", take_in(word, by=by))
    post.save()
    LogEntry.objects.log_actions(by.pk, [post], ADDITION, change_message=[{"added": {}}])
    history.record(post, [], by=by, comment=_("Taken in from a Word file."))
    standing.rewrite(post.pk)
    transaction.on_commit(partial(checking.recheck, [post.pk]), robust=True)
    return post
