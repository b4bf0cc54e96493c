"""The admin of what surrounds a text: topics, series, authors, signatories. Readers see these change at once."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from django.forms import ModelForm
from django.http import HttpRequest

from ..models import Edition, Listing, Stamp
from .choosing import ChosenMixin
from .fields import PLAIN_FIELDS
from .guarding import FingerprintMixin
from .lists import TitledListMixin
from .naming import fold


class AroundAdmin(FingerprintMixin, TitledListMixin, ChosenMixin, admin.ModelAdmin):
    """Who may: by the model's own permissions. What a public page names is not deleted and keeps its address."""

    actions = None
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    formfield_overrides = PLAIN_FIELDS
    # Fields that are searched without accents and case.
    folded: tuple[str, ...] = ()

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> type[ModelForm]:
        form = super().get_form(request, obj, **kwargs)
        return type(form.__name__, (form,), {"is_fixed": bool(obj) and self.was_public(obj)})

    def was_public(self, obj: Any) -> bool:
        """Whether an edition that was released names this, so that its address may be known."""
        return False

    def in_use(self, obj: Any) -> bool:
        """Whether a working copy names this."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and (self.in_use(obj) or self.was_public(obj)))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        Stamp.objects.replace()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        Stamp.objects.replace()

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """Every word in one of the folded fields, accents and case apart. These tables are short."""
        words = fold(search_term).split()
        if not words:
            return queryset, False
        rows = queryset.values_list("pk", *self.folded)
        found = [pk for pk, *texts in rows if all(word in fold(" ".join(filter(None, texts))) for word in words)]
        return queryset.filter(pk__in=found), False


def is_on_a_shelf(obj: Any) -> bool:
    """Whether a public edition, or one that is scheduled, stands with this."""
    return Listing.objects.filter(shelf=obj.shelf).exists()


def is_frozen_in_an_edition(slugs: list[str | None]) -> bool:
    """Whether an edition that was ever released keeps one of these addresses."""
    released = Edition.objects.exclude(released_at=None).annotate(frozen=Cast("matter", TextField()))
    return any(released.filter(frozen__contains=f'"slug": "{slug}"').exists() for slug in slugs if slug)
