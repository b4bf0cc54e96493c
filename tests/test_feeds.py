"""Atom feeds: valid, whole, in one language, and readable on somebody else's page."""

import re
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from lxml import etree, html

from publishing.models import Edition
from publishing.press import feeds
from tests import factories

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def read(client: Client, path: str) -> Any:
    """A feed's root, after everything that RFC 4287 asks of every feed."""
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = etree.fromstring(response.content)
    assert root.tag == f"{ATOM}feed"
    for element in (root, *root.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(ATOM + name)) == 1
        assert [link.get("rel") for link in element.findall(f"{ATOM}link")].count("alternate") == 1
    for moment in root.iter(f"{ATOM}updated", f"{ATOM}published"):
        assert datetime.fromisoformat(moment.text).tzinfo
    for link in root.iter(f"{ATOM}link"):
        assert link.get("href").startswith(settings.SITE_URL)
    assert root.find(f"{ATOM}author/{ATOM}name").text
    self_link = next(link for link in root.findall(f"{ATOM}link") if link.get("rel") == "self")
    assert self_link.get("href") == root.find(f"{ATOM}id").text == settings.SITE_URL + path
    ids = [each.text for each in root.iter(f"{ATOM}id")]
    assert len(set(ids)) == len(ids)
    return root


def entries(root: Any) -> list[Any]:
    return list(root.iter(f"{ATOM}entry"))


def text(element: Any, name: str) -> str:
    return element.find(ATOM + name).text


BODY = (
    '<p>See <a href="/en/blog/other/">this</a>, <a href="https://else.example/">that</a> and '
    '<a href="mailto:a@rivers.example">us</a>.<span data-footnote="k7f3a2">A note.</span></p>'
    '<figure><img src="{src}" alt="a &quot;bend&quot; src=/x > y"></figure>'
)


def test_entry_holds_the_whole_article(client: Client) -> None:
    from publishing import pictures

    series = factories.series()
    topic = factories.topic()
    post = factories.post(body_en=BODY.format(src=pictures.url(factories.picture())), series=series)
    post.topics.add(topic)
    author = factories.byline(post, factories.author("Ana Reed"), note_en="Writes of rivers.").author
    factories.byline(post, factories.author("Bo Lind"))
    factories.published(post, dated=factories.moment("2018-08-15T12:00"))
    (entry,) = entries(read(client, "/en/feed/"))
    assert entry.get(XML_LANG) == "en"
    assert text(entry, "title") == post.title_en
    assert text(entry, "published") == "2018-08-15T12:00:00+00:00"
    assert entry.find(f"{ATOM}link").get("href") == f"{settings.SITE_URL}/en/blog/{post.slug_en}/"
    assert [each.text for each in entry.iterfind(f"{ATOM}author/{ATOM}name")] == ["Ana Reed", "Bo Lind"]
    assert text(entry.find(f"{ATOM}author"), "uri") == f"{settings.SITE_URL}/en/authors/{author.slug}/"
    assert [each.get("term") for each in entry.iterfind(f"{ATOM}category")] == [topic.name_en]
    content = entry.find(f"{ATOM}content")
    assert content.get("type") == "html"
    assert "Writes of rivers." in content.text
    assert "Opinions are the authors’ own." in content.text


def test_content_has_absolute_addresses_alone(client: Client) -> None:
    from publishing import pictures

    picture = factories.picture()
    post = factories.post(body_en=BODY.format(src=pictures.url(picture)))
    factories.published(post)
    (entry,) = entries(read(client, "/en/feed/"))
    root = html.fragment_fromstring(text(entry, "content"), create_parent="div")
    url = f"{settings.SITE_URL}/en/blog/{post.slug_en}/"
    addresses = {link[2] for link in root.iterlinks()}
    assert {each for each in addresses if not re.match(r"https?://|mailto:", each)} == set()
    assert {f"{url}#fn-1", f"{url}#fnref-1", f"{settings.SITE_URL}/en/blog/other/", "https://else.example/"} < addresses
    for each in root.iter("source", "img"):
        for part in (each.get("srcset") or each.get("src")).split(", "):
            assert part.startswith(f"{settings.SITE_URL}/media/pictures/{picture.token}/")
    assert root.find(".//img").get("alt") == 'a "bend" src=/x > y'


def test_feed_leaves_out_other_languages(client: Client) -> None:
    factories.published(factories.post(title_es="", body_es="", slug_es=""), languages=("en",))
    spanish = factories.post(original_language="es", title_en="", body_en="", slug_en="")
    factories.published(spanish, languages=("es",))
    assert [text(entry, "title") for entry in entries(read(client, "/es/feed/"))] == [spanish.title_es]
    assert read(client, "/es/feed/").get(XML_LANG) == "es"


def test_each_shelf_has_its_feed(client: Client) -> None:
    series, topic, author = factories.series(), factories.topic(), factories.author()
    post, statement = factories.post(series=series), factories.statement()
    for document in (post, statement):
        document.topics.add(topic)
    factories.byline(post, author)
    factories.published(post)
    factories.published(statement)
    for path, titles in {
        "/es/feed/": [statement.title_es, post.title_es],
        "/es/statements/feed/": [statement.title_es],
        f"/es/series/{series.slug_es}/feed/": [post.title_es],
        f"/es/topics/{topic.slug_es}/feed/": [statement.title_es, post.title_es],
        f"/es/authors/{author.slug}/feed/": [post.title_es],
    }.items():
        assert [text(entry, "title") for entry in entries(read(client, path))] == titles


def test_feed_without_entries_is_a_feed(client: Client) -> None:
    assert entries(read(client, "/en/feed/")) == []
    assert entries(read(client, "/es/statements/feed/")) == []


def test_statement_is_by_those_who_issue_it_and_names_stay_on_the_site(client: Client) -> None:
    statement = factories.statement()
    factories.issuer(statement, factories.organisation(name_en="Delta Commons"))
    signatory = factories.signature(statement, factories.signatory("Ana Reed")).signatory
    factories.published(statement)
    (entry,) = entries(read(client, "/en/statements/feed/"))
    assert [each.text for each in entry.iterfind(f"{ATOM}author/{ATOM}name")] == ["Delta Commons"]
    assert signatory.name not in text(entry, "content")
    assert f'href="{settings.SITE_URL}/en/statements/{statement.slug_en}/#signatories"' in text(entry, "content")


def test_id_stays_and_updated_moves(client: Client) -> None:
    post = factories.post()
    factories.published(post, dated=factories.moment("2018-08-15T12:00"))
    (before,) = entries(read(client, "/en/feed/"))
    type(post).objects.filter(pk=post.pk).update(slug_en="another-name", title_en="Another title")
    factories.published(post, change="correction")
    (after,) = entries(read(client, "/en/feed/"))
    assert text(before, "id") == text(after, "id") == f"tag:testserver,2018-08-15:post/{post.pk}/en"
    assert datetime.fromisoformat(text(after, "updated")) >= datetime.fromisoformat(text(before, "updated"))
    assert text(after, "title") == "Another title"
    assert text(after, "published") == text(before, "published")


def test_feed_holds_the_twenty_newest(client: Client) -> None:
    for number in range(22):
        dated = factories.moment(f"2018-08-{number + 1:02}T12:00")
        factories.published(factories.post(title_en=f"Post {number}"), languages=("en",), dated=dated)
    titles = [text(entry, "title") for entry in entries(read(client, "/en/feed/"))]
    assert titles == [f"Post {number}" for number in range(21, 1, -1)]


def test_characters_that_xml_cannot_hold_are_left_out(client: Client) -> None:
    post = factories.post(title_en="Bell\x07 and <b>bold</b> & \ufffe", summary_en="A < B & \x1b")
    factories.published(post)
    (entry,) = entries(read(client, "/en/feed/"))
    assert text(entry, "title") == "Bell and <b>bold</b> & "
    assert text(entry, "summary") == "A &lt; B &amp; "


def test_withdrawn_text_leaves_the_feed(client: Client, administrator: Any) -> None:
    from publishing import workflow

    post = factories.post()
    factories.published(post)
    assert len(entries(read(client, "/en/feed/"))) == 1
    workflow.withdraw(post, languages=["en"], note={"en": "Why.", "es": ""}, by=administrator)
    assert entries(read(client, "/en/feed/")) == []


def test_address_is_made_absolute_in_tags_alone() -> None:
    told = '<p>href="/x" src="/y"</p><a href="/z">href="/q"</a>'
    url = f"{settings.SITE_URL}/en/blog/a/"
    assert feeds.absolute_html(told, url) == (f'<p>href="/x" src="/y"</p><a href="{settings.SITE_URL}/z">href="/q"</a>')


def test_identifier_is_a_tag_uri() -> None:
    edition = Edition(kind="post", document_id=7, language="es", dated=factories.moment("2018-08-15T12:00"))
    assert feeds.identifier(edition) == "tag:testserver,2018-08-15:post/7/es"


def test_entry_warns_before_its_text(client: Client) -> None:
    factories.published(factories.post(content_notice_en="It tells of <violence>."))
    (content,) = read(client, "/en/feed/").iter(f"{ATOM}content")
    text = html.fromstring(content.text)
    assert text.text_content().startswith("Before you read: It tells of <violence>.")
