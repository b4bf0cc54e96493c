"""What a reader types into the search field, and the hits as a page shows them."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import kinds, languages, search
from ..search import questions
from ..search.excerpts import Part
from . import cards
from .paths import path_in


class SearchForm(forms.Form):
    """`q`, the words, and `after`, where the page before ended."""

    q = forms.CharField(required=False, max_length=questions.LONGEST)
    after = forms.CharField(required=False, max_length=30)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        typed = data.get("q", "").replace("\x00", "")
        self.typed = " ".join(typed.split())[: questions.LONGEST]

    def urls(self) -> dict[str, str]:
        """The same search in each language."""
        return {code: _url(code, self.typed) for code in languages.CODES}


def _url(code: str, words: str, **more: str) -> str:
    asked = {name: value for name, value in {"q": words, **more}.items() if value}
    return path_in(code, "publishing:search") + (f"?{urlencode(asked)}" if asked else "")


def find(request: HttpRequest, form: SearchForm, language: str) -> dict[str, Any]:
    """The context of the search page: `results`, what to say of their number, `older_url`, `did_search`, `error`."""
    if not form.is_valid():
        error = _("That is too long. Search for a few words, up to %(most)s letters.") % {"most": questions.LONGEST}
        return _page([], error=error)
    found = search.find(form.cleaned_data["q"], language, after=form.cleaned_data["after"])
    results = [_result(request, hit) for hit in found.hits]
    older = _url(language, form.typed, after=found.more) if found.more else None
    whole = not found.more and not form.cleaned_data["after"]
    count = ngettext("%(count)s text", "%(count)s texts", len(results)) % {"count": len(results)} if whole else ""
    return _page(results, count_label=count, older_url=older, did_search=bool(form.cleaned_data["q"]))


def _page(results: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {"results": results, "count_label": "", "older_url": None, "did_search": False, "error": "", **more}


def _result(request: HttpRequest, hit: search.Hit) -> dict[str, Any]:
    return {
        **cards.plain(request, hit.edition, hit.edition.text[: cards.LONGEST * 2]),
        "url": kinds.url_of(hit.edition),
        "title_html": _marked(hit.title),
        "snippet_html": _marked(hit.excerpt),
    }


def _marked(parts: list[Part]) -> str:
    pieces = ((format_html("<mark>{}</mark>", part.text) if part.hit else part.text,) for part in parts)
    return format_html_join("", "{}", pieces)
