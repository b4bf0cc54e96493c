"""The admin of pictures: the list, a picture with where it is used, and what may be done to it."""

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from js_asset import Media
from modeltranslation.admin import TranslationAdmin

from .. import kinds, pictures, usage
from ..editor import DeskMixin
from ..models import Edition, Picture, Stamp
from . import library, replace, uploads
from .fields import scripts, thumbnail
from .guarding import FingerprintMixin
from .lists import TitledListMixin
from .record import link_to


class PictureList(ChangeList):
    """A list whose rows carry in how many places they are used."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        counts = usage.counts(self.result_list)
        for picture in self.result_list:
            picture.uses = counts[picture.pk]


class ShelfFilter(admin.SimpleListFilter):
    """What is in the library; what waits for a description; what was replaced and is kept for earlier editions."""

    title = _("library")
    parameter_name = "shelf"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("undescribed", _("without a description")), ("replaced", _("replaced by a new file"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "replaced":
            return queryset.exclude(replaced_by=None)
        here = queryset.filter(replaced_by=None)
        return here.undescribed() if self.value() == "undescribed" else here  # type: ignore[attr-defined]


class PictureAdmin(FingerprintMixin, TitledListMixin, DeskMixin, TranslationAdmin):
    """Who may: by the model's own permissions. What is used is not deleted; those who may publish replace it."""

    form = library.PictureForm
    change_form_template = "admin/publishing/picture_form.html"
    change_list_template = "admin/publishing/picture_list.html"
    list_display = ("thumbnail", "name", "credit", "uses", "uploaded")
    list_display_links = ("thumbnail", "name")
    list_filter = (ShelfFilter, "decorative", "uploaded_at")
    search_fields = ("name",)
    readonly_fields = ("shown", "used", "former")
    actions = None
    list_per_page = 50

    @property
    def media(self) -> Media:
        return super().media + scripts("focus") + Media(css={"all": ["desk/pictures.css"]})

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return PictureList

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        texts = ("name", *self.replace_orig_field(("alt", "caption")), "credit", "decorative")
        former = ("former",) if obj and (obj.replaced_by_id or obj.former.exists()) else ()
        return [(None, {"fields": ("shown", ("focus_x", "focus_y"), *texts, "used", *former)})]

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        return library.search(queryset, search_term), False

    def get_urls(self) -> list[Any]:
        def page(route: str, view: Any, name: str) -> Any:
            return path(route, self.admin_site.admin_view(partial(view, self)), name=f"publishing_picture_{name}")

        return [
            page("picker/", library.picker, "picker"),
            page("describe/", uploads.describe, "describe"),
            page("<int:pk>/replace/", replace.replace, "replace"),
            *super().get_urls(),
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        return uploads.add(self, request)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        waiting = Picture.objects.shared().undescribed().filter(replaced_by=None).count()
        may = self.has_change_permission(request)
        more = {"waiting": waiting if may else 0, "describe_url": uploads.describe_url()}
        return super().changelist_view(request, {**more, **(extra_context or {})})

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        picture = context["original"]
        may = replace.may(self, request) and not picture.replaced_by_id
        context["replace_url"] = replace.url(picture) if may else ""
        return super().render_change_form(request, context, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        transaction.on_commit(lambda: pictures.remove_former_crops(obj))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        Stamp.objects.replace()

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).shared()

    # Deleting

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and usage.is_used(obj))

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """What is used is not deleted: the person is led to where it is."""
        picture = self.get_object(request, object_id)
        if picture and super().has_delete_permission(request) and usage.is_used(picture):
            messages.error(request, _("Not deleted: this picture is used. Where, is said below."))
            return HttpResponseRedirect(reverse("admin:publishing_picture_change", args=[picture.pk]))
        return super().delete_view(request, object_id, extra_context)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """The files go once the row is gone for certain."""
        gone = Picture(token=obj.token)
        super().delete_model(request, obj)
        transaction.on_commit(lambda: pictures.remove_files(gone))

    # What is shown

    @admin.display(description=_("picture"))
    def thumbnail(self, picture: Any) -> str:
        return thumbnail(picture)

    @admin.display(description=_("picture"))
    def shown(self, picture: Any) -> str:
        """The picture, on which script sets the focal point, and as it is cut around it."""
        image, full = pictures.url(picture, picture.widths[-1]), pictures.url(picture)
        crops = format_html_join("", CROP, ((name, image, label) for name, label in CROPS.items()))
        return format_html(
            '<div class="desk-focus" data-mark="{}"><span class="desk-focus-whole"><img src="{}" alt="{}"></span>'
            '<a href="{}">{}</a> {} × {}<div class="desk-crops" hidden>{}</div></div>',
            *(_("Press where the focal point is."), image, picture, full, _("The whole file")),
            *(picture.width, picture.height),
            crops,
        )

    @admin.display(description=_("uploaded"), ordering="uploaded_at")
    def uploaded(self, picture: Any) -> str:
        return date_format(localtime(picture.uploaded_at), "SHORT_DATE_FORMAT")

    @admin.display(description=_("used"))
    def uses(self, picture: Any) -> str:
        count = picture.uses
        places = ngettext("in %(count)s place", "in %(count)s places", count) % {"count": count}
        return places if count else gettext("nowhere")

    @admin.display(description=_("where it is used"))
    def used(self, picture: Any) -> Any:
        places = [format_html("{}{}", link_to(text.document), _sides(text)) for text in usage.texts(picture)]
        places += [link_to(row) for row in usage.around(picture)]
        if not places:
            return _("Nowhere. It can be deleted.")
        return format_html("{}<p>{}</p>", library.listed(places), _("While it is used it cannot be deleted."))

    @admin.display(description=_("other files"))
    def former(self, picture: Any) -> Any:
        rows = [format_html("{} {}", _("Replaced by:"), link_to(picture.replaced_by))] if picture.replaced_by else []
        rows += [format_html("{} {}", _("Took the place of:"), link_to(row)) for row in picture.former.all()]
        return library.listed(rows)


CROP = '<figure><img class="desk-crop-{}" src="{}" alt=""><figcaption>{}</figcaption></figure>'
CROPS = {"square": _("in lists on a phone"), "wide": _("in lists"), "card": _("when shared")}


def _sides(text: usage.Text) -> SafeString:
    now = timezone.now()
    rows = ((side.language.upper(), _uses(side, now)) for side in text.sides)
    return format_html("<ul>{}</ul>", format_html_join("", "<li><strong>{}</strong> {}</li>", rows))


def _uses(side: usage.Side, now: Any) -> SafeString:
    """By what a text in one language uses a picture, in words with links."""
    found = [format_html("{}", _("working copy"))] if side.in_working_copy else []
    for label, editions in (
        (_("shown, number"), side.shown(now)),
        (_("scheduled, number"), side.coming(now)),
        (_("earlier, number"), side.earlier(now)),
    ):
        if editions:
            numbers = format_html_join(", ", "{}", ((_number(each, now),) for each in editions))
            found.append(format_html("{} {}", label, numbers))
    return format_html_join(" · ", "{}", ((each,) for each in found))


def _number(edition: Edition, now: Any) -> SafeString:
    """An edition's number, linked to where it can be read."""
    is_shown = (
        edition.released_at
        and edition.released_at <= now
        and (not edition.superseded_at or edition.superseded_at > now)
    )
    url = kinds.url_of(edition) if is_shown else reverse("admin:publishing_edition_change", args=[edition.pk])
    return format_html('<a href="{}">{}</a>', url, edition.seal.number)
