"""From a working copy to the edition that sealing it would make."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from . import digests, footnotes, html, kinds, languages, pictures, rendering
from .models import Document, Edition, Picture

TEXTS = ("title", "slug", "summary", "content_notice")


def compose(document: Document, language: str) -> Edition:
    """The edition that sealing this working copy in this language would make, unsaved.

    What a preview shows and what `workflow.publish` seals are both this.
    """
    document = kinds.specific(document)
    source = footnotes.normalise(html.sanitize(languages.in_language(document, "body", language)))
    texts = {name: str(languages.in_language(document, name, language)) for name in TEXTS}
    matter = _matter(document, language, source)
    rendered = rendering.render(source, language)
    return Edition(
        document_id=document.pk,
        kind=document.kind,
        language=language,
        source=source,
        matter=matter,
        digest=digests.of_edition(language, {**texts, "source": source}, matter),
        html=rendered.html,
        text=rendered.text,
        contents=rendered.contents,
        words=rendered.words,
        dated=first_dated(document) or timezone.now(),
        **texts,
    )


def _matter(document: Document, language: str, source: str) -> dict[str, Any]:
    translation = document.translations.filter(language=language).first()
    return {
        "original_language": document.original_language,
        "translator": translation.translator if translation else "",
        "topics": [_topic(topic, language) for topic in document.topics.order_by("pk")],
        "cover": pictures.frozen(document.cover, language) if document.cover else None,
        "pictures": digests_of_pictures(source),
        **kinds.get(document.kind).freeze(document, language),
    }


def digests_of_pictures(source: str) -> dict[str, str]:
    """The digest of each picture that a body shows, by its key: what an edition's own digest covers of it."""
    shown = Picture.objects.filter(token__in=pictures.tokens(source))
    return {str(picture.pk): picture.digest for picture in shown}


def _topic(topic: Any, language: str) -> dict[str, Any]:
    return {
        "id": topic.pk,
        "name": languages.in_language(topic, "name", language) or str(topic),
        "slug": languages.in_language(topic, "slug", language),
    }


def first_dated(document: Document) -> datetime | None:
    """When the document was first published, None before."""
    return document.editions.order_by("dated").values_list("dated", flat=True).first()
