"""Which topics, series and authors have a page: those on whose shelf something public stands."""

from typing import TypeVar

from django.db.models import CharField, Exists, Model, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from .. import languages
from ..models import Listing

Row = TypeVar("Row", bound=Model)


def with_public(rows: QuerySet[Row], shelf: str) -> QuerySet[Row]:
    """Those rows on whose shelf, "topic:5" for the topic 5, a public edition stands. Lists in every language hold what
    stands in any, so one language is as good as another."""
    own = Concat(Value(f"{shelf}:"), Cast(OuterRef("pk"), CharField()))
    return rows.filter(Exists(Listing.objects.on(own, languages.CODES[0])))  # type: ignore[arg-type]
