"""The pages that replace a picture: the new file, then what becomes of each text that shows the old one."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .. import languages, pictures, replacing, workflow
from ..models import Picture, Seal
from .questions import MAX_NOTE

LABELS = {
    Seal.Change.TYPO: gettext_lazy("the same picture, only better: nobody would read the text differently"),
    Seal.Change.CLARIFICATION: gettext_lazy("clarification: this picture shows more clearly what is meant"),
    Seal.Change.CORRECTION: gettext_lazy("correction: the picture was wrong"),
}


class ReplaceForm(forms.Form):
    """The class of change and the notes of the editions to come; `seen` is the plan as the person was shown it."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    change = forms.ChoiceField(
        label=gettext_lazy("Class of change"),
        widget=forms.RadioSelect,
        choices=[(change.value, LABELS[change]) for change in replacing.CHANGES],
        error_messages={"required": gettext_lazy("Say what kind of change it is.")},
    )

    def __init__(self, codes: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = codes
        if not codes:
            del self.fields["change"]
        for code in codes:
            self.fields[f"note_{code}"] = forms.CharField(
                label=_("What changed and why, for readers (%(language)s)") % {"language": languages.own_name_of(code)},
                required=False,
                max_length=MAX_NOTE,
                widget=forms.Textarea(attrs={"rows": 3, "lang": code}),
            )

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("change") in Seal.NOTED:
            for code in self.codes:
                if f"note_{code}" not in self.errors and not self.cleaned_data.get(f"note_{code}"):
                    message = _("This kind of change is said in the open: write what changed and why.")
                    self.add_error(f"note_{code}", message)
        return self.cleaned_data

    def notes(self) -> list[forms.BoundField]:
        return [self[f"note_{code}"] for code in self.codes]

    def answer(self) -> dict[str, Any]:
        """What `replacing.replace` wants to know."""
        note = {code: self.cleaned_data.get(f"note_{code}") or "" for code in self.codes}
        return {"change": self.cleaned_data.get("change", ""), "note": note, "seen": self.cleaned_data["seen"]}


def may(desk: Any, request: HttpRequest) -> bool:
    """Who may take pictures in, change them, and publish."""
    publishes = request.user.has_perm(workflow.PUBLISH)
    return publishes and desk.has_add_permission(request) and desk.has_change_permission(request)


def url(picture: Picture, new: Picture | None = None) -> str:
    """The address of these pages."""
    return reverse("admin:publishing_picture_replace", args=[picture.pk]) + (f"?with={new.token}" if new else "")


def change_url(picture: Picture) -> str:
    return reverse("admin:publishing_picture_change", args=[picture.pk])


def replace(desk: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """First the new file, then, `?with` it, what will be done. Texts are listed on both."""
    if not may(desk, request):
        raise PermissionDenied
    old = Picture.objects.shared().filter(pk=pk).select_related("replaced_by").first() if pk < 2**63 else None
    if old is None:
        raise Http404("There is no such picture.")
    if old.replaced_by:
        messages.info(request, _("This picture was replaced already, by the one below."))
        return HttpResponseRedirect(change_url(old.replaced_by))
    token = request.GET.get("with", "")
    new = Picture.objects.filter(token=token).exclude(pk=old.pk).first() if "\0" not in token else None
    return _confirm(desk, request, old, new) if new else _choose(desk, request, old)


def _choose(desk: Any, request: HttpRequest, old: Picture) -> HttpResponse:
    """Ask for the file; its words are those of the old one until they are changed."""
    from .library import TEXTS, FileForm

    plan = replacing.plan(old, request.user)  # type: ignore[arg-type]
    initial = {name: getattr(old, name) for name in ("name", *TEXTS)}
    form = FileForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and not plan.stands_in_the_way and form.is_valid():
        desk.log_addition(request, form.instance, [{"added": {}}])
        return HttpResponseRedirect(url(old, form.instance))
    return _page(desk, request, "picture_replace_file", old, plan, form)


def _confirm(desk: Any, request: HttpRequest, old: Picture, new: Picture) -> HttpResponse:
    with transaction.atomic():
        plan = replacing.plan(old, request.user)  # type: ignore[arg-type]
        form = ReplaceForm(plan.languages, request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid() and (done := _replace(desk, request, form, old, new)):
            _say(request, done)
            return HttpResponseRedirect(change_url(new))
        plan = replacing.plan(old, request.user)  # type: ignore[arg-type]
    form.initial["seen"] = plan.seen
    if form.has_error(NON_FIELD_ERRORS, replacing.OUTDATED):
        form.data = {**form.data.dict(), "seen": plan.seen}  # type: ignore[attr-defined]
    return _page(desk, request, "picture_replace", old, plan, form, new=new, new_thumbnail=_thumbnail(new))


def _replace(desk: Any, request: HttpRequest, form: ReplaceForm, old: Picture, new: Picture) -> replacing.Done | None:
    try:
        with transaction.atomic():
            done = replacing.replace(old, new=new, by=request.user, **form.answer())  # type: ignore[arg-type]
            changed = [{"changed": {"fields": [str(Picture._meta.verbose_name)]}}]
            for document in done.documents:
                admin.site.get_model_admin(type(document)).log_change(request, document, changed)
            desk.log_change(request, old, changed)
    except ValidationError as error:
        form.add_error(None, error)
        return None
    return done


def _say(request: HttpRequest, done: replacing.Done) -> None:
    count = len(done.seals)
    text = ngettext(
        "Replaced. %(count)s text has its next edition.", "Replaced. %(count)s texts have their next edition.", count
    )
    messages.success(request, text % {"count": count} if count else _("Replaced."))


def _thumbnail(picture: Picture) -> str:
    return pictures.url(picture, picture.widths[0])


def _page(
    desk: Any, request: HttpRequest, template: str, old: Picture, plan: replacing.Plan, form: Any, **more: Any
) -> HttpResponse:
    context = {
        **desk.admin_site.each_context(request),
        "title": _("Replace the file"),
        "subtitle": str(old),
        "opts": desk.opts,
        "original": old,
        "list_url": reverse("admin:publishing_picture_changelist"),
        "change_url": change_url(old),
        "old_thumbnail": _thumbnail(old),
        "form": form,
        "published": [_listed(text) for text in plan.published],
        "drafts": [_listed(text) for text in plan.drafts],
        "around": [_linked(row, row in plan.forbidden) for row in plan.around],
        "in_the_way": plan.stands_in_the_way,
        **more,
    }
    return TemplateResponse(request, f"admin/publishing/{template}.html", context)


def _listed(text: replacing.Next) -> dict[str, Any]:
    codes = [edition.language for edition in text.editions]
    return {
        **_linked(text.document, False),
        "languages": [languages.own_name_of(code) for code in codes or text.copies],
        "obstacles": text.obstacles,
        "words": text.words,
    }


def _linked(row: Any, forbidden: bool) -> dict[str, Any]:
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_change"
    return {"name": str(row), "url": reverse(name, args=[row.pk]), "forbidden": forbidden}
