"""From a working copy to the edition that sealing it would make."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from . import digests, footnotes, html, kinds, languages, pictures, rendering
from .history import Copy
from .models import Document, Edition, Picture, TopicDocument

TEXTS = ("title", "slug", "summary", "content_notice")


def compose(document: Document, language: str) -> Edition:
    """The edition that sealing this working copy in this language would make, unsaved.

    What a preview shows and what `workflow.publish` seals are both this.
    """
    document = kinds.specific(document)
    texts, matter = written(document, language)
    return _composed(document, language, texts["source"], matter)


def written(document: Any, language: str) -> tuple[dict[str, str], dict[str, Any]]:
    """What a working copy, as its own kind, says in a language: its texts by the edition's columns, and its matter."""
    source = _source(document, language)
    translation = document.translations.filter(language=language).first()
    matter = {
        **_matter(document, language, source, list(document.topics.order_by("pk"))),
        "translator": translation.translator if translation else "",
        **kinds.get(document.kind).freeze(document, language),
    }
    return {**_texts(document, language), "source": source}, matter


def compose_kept(kept: Copy, language: str) -> Edition:
    """The same of a working copy as it was kept once. Its matter has no translator: that is not kept."""
    document, source = kept.document, _source(kept.document, language)
    topics = [row.tag for row in sorted(kept.rows.get(TopicDocument, []), key=lambda row: row.tag_id)]
    matter = _matter(document, language, source, topics) | kinds.get(document.kind).recall(kept, language)
    return _composed(document, language, source, matter)


def _source(document: Document, language: str) -> str:
    return footnotes.normalise(html.sanitize(languages.in_language(document, "body", language)))


def _texts(document: Document, language: str) -> dict[str, str]:
    return {name: str(languages.in_language(document, name, language)) for name in TEXTS}


def _composed(document: Document, language: str, source: str, matter: dict[str, Any]) -> Edition:
    texts = {**_texts(document, language), "source": source}
    rendered = rendering.render(source, language)
    return Edition(
        document_id=document.pk,
        kind=document.kind,
        language=language,
        matter=matter,
        digest=digests.of_edition(language, texts, matter),
        html=rendered.html,
        text=rendered.text,
        contents=rendered.contents,
        words=rendered.words,
        dated=first_dated(document) or timezone.now(),
        **texts,
    )


def _matter(document: Document, language: str, source: str, topics: list[Any]) -> dict[str, Any]:
    return {
        "original_language": document.original_language,
        "topics": [_topic(topic, language) for topic in topics],
        "cover": pictures.frozen(document.cover, language) if document.cover else None,
        "pictures": digests_of_pictures(source),
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
    """When the document was first published, or is going to be; None where nothing was or will be read."""
    return document.editions.not_cancelled().order_by("dated").values_list("dated", flat=True).first()
