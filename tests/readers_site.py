"""A small site with every page a reader can meet, for the browser tests."""

from typing import Any

from django.urls import reverse
from django.utils.translation import override

from blog.models import Author, Post, Series
from publishing import workflow
from publishing.models import Topic
from statements.models import Reference, Statement
from tests import factories

CODES = ("en", "es")
LONG = "Wassergemeinschaftsvorstandsvorsitzende"  # no line breaks it by itself
BODY = f"""
<p>One.<span data-footnote="aaaa">A note with <a href="https://a.example/{LONG * 3}">a link</a>.</span></p>
<h2>The authority</h2><ul><li>Two<span data-footnote="bbbb">Second note.</span></li></ul><ol><li>{LONG}</li></ol>
<blockquote><p>Short.</p></blockquote><h3>Deeper</h3><p>Three.<span data-footnote-again="aaaa"></span></p>
<table><caption>Levels</caption>
<thead><tr>{"<th>A head</th>" * 8}</tr></thead><tbody><tr>{f"<td>{LONG}</td>" * 8}</tr></tbody></table>
<figure><img src="/media/pictures/TOKEN/full.jpg" alt="A river"><figcaption>A caption</figcaption></figure><hr>"""


def texts() -> dict[str, Any]:
    """Everything that a body may hold, with a cover, in both languages."""
    cover = factories.picture(size=(600, 400), caption_en="The bend", caption_es="El meandro", credit="A. Reed")
    body = BODY.replace("TOKEN", cover.token)
    return {"body_en": body, "body_es": body, "cover": cover, "summary_en": "Why.", "summary_es": "Por qué."}


def other(body: str) -> str:
    """The same body with everything that a difference tells: words, a note, a link, and a block of another kind."""
    changes = {"Second note": "First note", "<p>Short.</p>": "<p>Quite short.</p>", "a.example": "z.example"}
    changes |= {"<h3>Deeper</h3>": "<p>Deeper</p>", "<hr>": ""}
    for new, old in changes.items():
        body = body.replace(new, old)
    return body


def article() -> Post:
    """A corrected post by two authors with starred notes, in a series, with a topic and a content notice."""
    series = factories.series(intro_en="<p>Why.</p>", intro_es="<p>Por qué.</p>", link="https://a.example/")
    post = factories.post(series=series, content_notice_en="Violence.", content_notice_es="Violencia.", **texts())
    pilot = factories.author("Inés Ferreira", photo=post.cover, bio_en="<p>Writes.</p>", bio_es="<p>Escribe.</p>")
    factories.byline(post, factories.author("Ana Reed"), note_en="A poet.", note_es="Poeta.")
    factories.byline(post, pilot, note_en="A pilot.", note_es="Piloto.")
    post.topics.add(factories.topic())
    bodies = {f"body_{code}": getattr(post, f"body_{code}") for code in CODES}
    type(post).objects.filter(pk=post.pk).update(**{name: other(body) for name, body in bodies.items()})
    factories.published(post)
    type(post).objects.filter(pk=post.pk).update(**bodies)
    factories.published(post, change="correction", note={"en": "A wrong date.", "es": "Una fecha errada."})
    return post


def statement() -> Statement:
    """A clarified statement with both lists of references; the second signatory signed the later edition."""
    made = factories.statement(**texts())
    factories.issuer(made)
    titles = {"title_en": "A report", "title_es": "Un reporte", "archived_url": "https://b.example/"}
    for name in Reference.List.values:
        Reference.objects.create(statement=made, list=name, url=f"https://a.example/{LONG}", **titles)
    headings = {"group_heading_en": "Chairs", "group_heading_es": "Copresidencia"}
    factories.signature(made, factories.signatory("Łucja Şahin"), roles=2, **headings)
    factories.published(made)
    factories.signature(made, factories.signatory("Nguyễn Thị Lan"), personal_capacity=True)
    factories.published(made, change="clarification")
    return made


def furnish() -> dict[str, dict[str, str]]:
    """Publish one of everything; the paths by language and by what is to be seen there."""
    post, joint = article(), statement()
    page = factories.page(**{**texts(), "cover": None})
    factories.published(page)
    alone = factories.post(title_en=f"{LONG} speak", title_es="", slug_es="", body_es="", series=post.series)
    factories.published(alone, languages=("en",))
    gone = factories.post()
    factories.published(gone)
    reason = {"en": "Asked.", "es": "Pedido."}
    workflow.withdraw(gone, languages=CODES, note=reason, by=factories.user("administrator"))
    return {
        code: {
            "article": path(code, "blog:post", post),
            "statement": path(code, "statements:statement", joint),
            "page": path(code, "pages:page", page),
            "withdrawn": path(code, "blog:post", gone),
            "in English alone": path(code, "blog:post", slug=alone.slug_en),
            "editions": path(code, "blog:post_editions", post),
            "earlier edition": path(code, "statements:statement_edition", joint, number=1),
            "difference": path(code, "blog:post_difference", post, earlier=1, later=2),
            "difference of a statement": path(code, "statements:statement_difference", joint, earlier=1, later=2),
            **_lists(code, joint),
        }
        for code in CODES
    }


def _lists(code: str, joint: Statement) -> dict[str, str]:
    author, named = Author.objects.get(name="Inés Ferreira"), joint.signatures.order_by("position")[0].signatory
    return {
        "home": path(code, "publishing:home"),
        "corrections": path(code, "publishing:corrections"),
        "blog": path(code, "blog:posts"),
        "year": path(code, "blog:year", year=joint.seals.all()[0].at.year),
        "series": path(code, "blog:series", Series.objects.get()),
        "author": path(code, "blog:author", slug=author.slug),
        "topic": path(code, "publishing:topic", Topic.objects.get()),
        "statements": path(code, "statements:statements"),
        "signatory": path(code, "statements:signatory", slug=named.slug),
        "found": path(code, "publishing:search") + "?q=authority",
        "found nothing": path(code, "publishing:search") + "?q=xyzzy",
        "not found": path(code, "publishing:home") + "nothing/",
    }


def path(code: str, name: str, thing: object = None, **arguments: object) -> str:
    """A page's path in a language; `thing` is what its slug is asked of."""
    if thing:
        arguments["slug"] = getattr(thing, f"slug_{code}")
    with override(code):
        return reverse(name, kwargs=arguments)
