"""The pages behind a preview link. Opening one changes nothing: programs that read mail open links, too.

The form carries no CSRF token. Nobody is known by a cookie on these pages: whoever has the link may answer, and whoever
has it not cannot make somebody's browser do it. And since the pages tell no other page where they were, browsers send
their forms with `Origin: null`, which Django's check refuses.
"""

import functools
from collections.abc import Callable
from typing import Any

from allauth.core import ratelimit
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from .. import kinds, languages
from ..models import Picture, PreviewLink
from ..press import context, media
from . import answers, links, showing
from .forms import AnswerForm

View = Callable[..., HttpResponseBase]


def private(view: View) -> View:
    """Decorate a view whose pages nobody keeps, no search engine lists, and whose address no other site is told."""

    @functools.wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return inner


@private
@require_safe
def start(request: HttpRequest, token: str) -> HttpResponseBase:
    """On to the text in the visitor's language, or in one that it has."""
    return _to_text(request, token, languages.current())


def _to_text(request: HttpRequest, token: str, wanted: str) -> HttpResponseBase:
    link = links.behind(token)
    codes = showing.languages_of(link) if link else []
    if not codes:
        return _closed(request, wanted)
    return HttpResponseRedirect(reverse("preview_text", args=[token, wanted if wanted in codes else codes[0]]))


@private
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: HttpRequest, token: str, language: str) -> HttpResponseBase:
    """The text that a link shows, with the form for an answer; a POST is one."""
    link = links.behind(token)
    if link is None or language not in languages.CODES:
        return _to_text(request, token, language)
    with override(language):
        form, status = AnswerForm(link, request.POST if request.method == "POST" else None), 200
        if form.is_bound and form.is_valid():
            if not ratelimit.consume(request, action="answer_preview"):
                status = 429
                form.add_error(None, _("Nothing was kept: too many answers from your network. Try again in an hour."))
            elif key := _keep(link, form):
                return HttpResponseRedirect(reverse("preview_answered", args=[token, language, key]))
        shown = showing.of(link, language)
        if shown is None:
            return _to_text(request, token, language)
        response = _page(request, link, token, shown, form)
        response.status_code = status
        return response


def _keep(link: PreviewLink, form: AnswerForm) -> str:
    """Keep the answer and give its key; "", with the reason in the form, where it is not kept."""
    data = {name: form.cleaned_data[name] for name in ("name", "agrees", "comment")}
    try:
        return answers.keep(link, said=form.said or {}, **data).key
    except ObjectDoesNotExist:
        form.add_error(None, _("Nothing was kept: this link no longer works."))
    except ValidationError as error:
        form.add_error(None, error.messages)
    return ""


def _page(request: HttpRequest, link: PreviewLink, token: str, shown: showing.Shown, form: AnswerForm) -> HttpResponse:
    if form.said and form.said["digest"] != shown.digest:
        form.add_error(None, _("The text has changed since you opened it: look at it again before you answer."))
    codes = showing.languages_of(link)
    request.shared = _around(link, token, shown.edition.language, codes) | {  # type: ignore[attr-defined]
        "shared": {**about(link), "revision": shown.revision},
        "answer": {"form": form, "signed": answers.sign(link, shown)},
    }
    response = kinds.get(link.document.kind).page(request, shown.edition)
    ours = reverse("preview", args=[token]) + "pictures/"
    response.content = response.content.replace(f"{settings.MEDIA_URL}pictures/".encode(), ours.encode())
    return response


def about(link: PreviewLink) -> dict[str, Any]:
    """What the bar above a shared text says."""
    return {
        "living": link.living,
        "made_at": link.made_at,
        "expires_at": link.expires_at,
        "zone": timezone.get_current_timezone_name(),
    }


def _around(link: PreviewLink, token: str, current: str, codes: list[str]) -> dict[str, Any]:
    """The ways to the same text in its other languages, instead of those that readers have."""
    urls = {code: reverse("preview_text", args=[token, code]) for code in codes}
    return {
        "language_links": context.language_links(current, urls),
        "others": [{"language": code, "url": urls[code]} for code in codes if code != current],
        "missing": [
            {"code": code, "name": languages.own_name_of(code)} for code in languages.CODES if code not in codes
        ],
        "previous": None,
        "next": None,
    }


@private
@require_safe
def answered(request: HttpRequest, token: str, language: str, key: str) -> HttpResponseBase:
    """What was kept, for whoever sent it."""
    link = links.behind(token)
    answer = link.answers.filter(key=key).first() if link else None
    if link is None or answer is None or answer.language != language:
        return _closed(request, language)
    with override(language):
        shown = showing.of(link, language)
        page = TemplateResponse(
            request,
            "publishing/preview_answered.html",
            {
                **_around(link, token, language, showing.languages_of(link)),
                "kept": answer,
                "replaced": answer.copy_id is None,
                "changed": shown is not None and shown.digest != answer.digest,
                "url": reverse("preview_text", args=[token, language]),
                "zone": timezone.get_current_timezone_name(),
            },
        )
        return page.render()


@private
@require_safe
def picture(request: HttpRequest, token: str, picture: str, file: str) -> HttpResponseBase:
    """A picture that stands in the text, which readers may not see yet. 404 for any other."""
    link, found = links.behind(token), Picture.objects.filter(token=picture).first()
    if link is None or found is None or not showing.shows(link, found):
        raise Http404("Nothing shows this picture.")
    return media.rendition(request, found, file)


def _closed(request: HttpRequest, language: str) -> HttpResponse:
    """One answer for a link that ended, that was revoked, and that never was."""
    with override(language if language in languages.CODES else languages.current()):
        return TemplateResponse(request, "publishing/preview_closed.html", {}, status=404).render()
