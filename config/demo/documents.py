"""Documents of the demo: written as staff write them, then published, edited and published again."""

import re
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from html import escape
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Model

from blog.models import Author, Byline, Post, Series
from pages.models import Page
from publishing import history, pictures, workflow
from publishing.models import Document, Seal, Topic, Translation
from signatories.models import Organisation
from statements.models import Issuer, Reference, Statement

from . import signatures
from .clock import turned_to
from .gallery import Gallery

TEXTS = ("title", "slug", "summary", "body")


@dataclass(frozen=True)
class Around:
    """What documents hang on, by the names that the content gives it."""

    series: Series
    topics: Mapping[str, Topic]
    authors: Mapping[str, Author]
    organisations: Mapping[str, Organisation]
    pictures: Gallery
    secretariat: User


def publish(kind: str, content: Mapping[str, Any], around: Around) -> None:
    """Write a document and take it through its history, every step at its own time. Without a history it is a draft."""
    steps = content["published"]
    with turned_to(steps[0]["on"]) if steps else nullcontext():
        document = write(kind, content, around)
        _record(document, "Written.", around.secretariat)
    for step in steps:
        with turned_to(step["on"]):
            if edits := step.get("edits"):
                _edit(document, edits)
                _record(document, "Edited.", around.secretariat)
            workflow.publish(
                document,
                languages=step.get("languages", list(content["texts"])),
                change=step.get("change", Seal.Change.FIRST),
                note=step.get("note"),
                by=around.secretariat,
            )


def _record(document: Document, comment: str, by: User) -> None:
    """Keep the working copy and the rows on its form, as the admin does with every save."""
    rows: list[Model] = list(document.topic_documents.all())
    for related in ("bylines", "issuings", "references"):
        rows += getattr(document, related).all() if hasattr(document, related) else []
    history.record(document, rows, by=by, comment=comment)


def write(kind: str, content: Mapping[str, Any], around: Around) -> Any:
    """The working copy of a document, with what hangs on it."""
    shared: dict[str, Any] = {
        "original_language": content["original"],
        "cover": around.pictures[content["cover"]] if "cover" in content else None,
        "created_by": around.secretariat,
        "revision": 1,
        **_texts(content, around.pictures),
    }
    document = {"post": _post, "statement": _statement, "page": _page}[kind](content, around, shared)
    document.topics.set([around.topics[name] for name in content.get("topics", [])])
    for code, texts in content["texts"].items():
        if "translator" in texts:
            Translation.objects.create(document=document, language=code, translator=texts["translator"], ready=True)
    return document


def _texts(content: Mapping[str, Any], gallery: Gallery) -> dict[str, str]:
    columns = {f"{name}_{code}": texts[name] for code, texts in content["texts"].items() for name in TEXTS}
    for code in content["texts"]:
        columns[f"body_{code}"] = _with_pictures(columns[f"body_{code}"].strip(), gallery, code)
    return columns


def _with_pictures(body: str, gallery: Gallery, code: str) -> str:
    """In the content a picture is named, <img src="weir">; in a text it has an address and a description."""

    def image(match: re.Match[str]) -> str:
        picture = gallery[match[1]]
        return f'<img src="{pictures.url(picture)}" alt="{escape(getattr(picture, f"alt_{code}"))}">'

    return re.sub(r'<img src="([a-z]+)">', image, body)


def _post(content: Mapping[str, Any], around: Around, shared: dict[str, Any]) -> Post:
    post = Post.objects.create(series=around.series, **shared)
    for position, byline in enumerate(content["bylines"]):
        fields = {**byline, "author": around.authors[byline["author"]]}
        Byline.objects.create(post=post, position=position, **fields)
    return post


def _statement(content: Mapping[str, Any], around: Around, shared: dict[str, Any]) -> Statement:
    statement = Statement.objects.create(**shared)
    for position, name in enumerate(content["issuers"]):
        Issuer.objects.create(statement=statement, organisation=around.organisations[name], position=position)
    for position, reference in enumerate(content["references"]):
        Reference.objects.create(statement=statement, position=position, **reference)
    for position, signature in enumerate(content["signatures"]):
        signatures.enter(statement, position, signature, around.organisations)
    return statement


def _page(content: Mapping[str, Any], around: Around, shared: dict[str, Any]) -> Page:
    return Page.objects.create(position=content["position"], **shared)


def _edit(document: Document, edits: list[Mapping[str, str]]) -> None:
    """Change the working copy: each edit is a passage of one language and what stands in its place afterwards."""
    for edit in edits:
        columns = [f"{name}_{edit['language']}" for name in TEXTS]
        places = [column for column in columns if edit["before"] in getattr(document, column)]
        if len(places) != 1:
            raise ValueError(f"“{edit['before'][:60]}” stands in {len(places)} texts of “{document}”, not in one.")
        setattr(document, places[0], getattr(document, places[0]).replace(edit["before"], edit["after"]))
    document.revision += 1
    document.save()
