"""The sitemap: by its schema, complete, and each language naming the others."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from lxml import etree

from publishing.models import Document
from publishing.press import sitemaps
from tests import factories

pytestmark = pytest.mark.django_db

CORE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
SCHEMA = settings.BASE_DIR.parent / "shared" / "samples" / "sitemap" / "sitemap.xsd"


def read(client: Client, path: str) -> Any:
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/xml; charset=utf-8"
    return etree.fromstring(response.content)


def listed(client: Client) -> list[str]:
    """The address of every part that the index names."""
    index = read(client, "/sitemap.xml")
    assert index.tag == f"{CORE}sitemapindex"
    return [each.text.removeprefix(settings.SITE_URL) for each in index.iter(f"{CORE}loc")]


def parts(client: Client) -> list[Any]:
    return [read(client, path) for path in listed(client)]


def addresses(client: Client) -> dict[str, dict[str, str]]:
    """Each address of the sitemap, with its alternates by language."""
    found = {}
    for part in parts(client):
        for url in part.iter(f"{CORE}url"):
            alternates = {link.get("hreflang"): link.get("href") for link in url.iter(LINK)}
            found[url.find(f"{CORE}loc").text.removeprefix(settings.SITE_URL)] = alternates
    return found


def fill() -> None:
    series, topic = factories.series(), factories.topic()
    post, statement = factories.post(series=series), factories.statement()
    for document in (post, statement):
        document.topics.add(topic)
    factories.byline(post)
    factories.signature(statement)
    factories.published(post)
    factories.published(statement)
    factories.published(factories.page())
    factories.published(factories.post(original_language="es", title_en="", slug_en="", body_en=""), languages=("es",))


def test_sitemap_holds_every_page_once(client: Client) -> None:
    fill()
    found = addresses(client)
    assert {client.get(path).status_code for path in found} == {200}
    # Home, two lists, a series, an author, a topic, a signatory, three texts, in two languages; one text in one.
    assert len(found) == 2 * (1 + 2 + 4 + 3) + 1


def test_alternates_are_mutual_and_name_themselves(client: Client) -> None:
    fill()
    found = addresses(client)
    for path, alternates in found.items():
        if alternates:
            assert settings.SITE_URL + path in alternates.values()
            assert {str(found[each.removeprefix(settings.SITE_URL)]) for each in alternates.values()} == {
                str(alternates)
            }


@pytest.mark.skipif(not SCHEMA.exists(), reason="the schema is not here")
def test_sitemap_keeps_to_its_schema(client: Client) -> None:
    fill()
    schema = etree.XMLSchema(etree.parse(Path(SCHEMA)))
    for part in parts(client):
        schema.assertValid(part)


def test_parts_are_cut_by_number(client: Client) -> None:
    last = Document.objects.create(kind="post", pk=2 * sitemaps.SIZE + 5)
    last.delete()
    post = factories.post(pk=2 * sitemaps.SIZE + 5)
    factories.published(post)
    assert listed(client) == ["/sitemap-around.xml", "/sitemap-2.xml"]
    assert len(read(client, "/sitemap-2.xml")) == 2
    assert [client.get(f"/sitemap-{number}.xml").status_code for number in (0, 1)] == [404, 404]


def test_sitemap_of_an_empty_site_has_no_texts(client: Client) -> None:
    assert listed(client) == ["/sitemap-around.xml"]
    assert client.get("/sitemap-0.xml").status_code == 404


@pytest.mark.parametrize("number", ["3", "99999999999999999999999", "-1", "x", ""])
def test_part_that_is_not_there_is_not_found(client: Client, number: str) -> None:
    assert client.get(f"/sitemap-{number}.xml").status_code == 404
