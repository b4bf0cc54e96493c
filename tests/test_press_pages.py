"""Every kind of public page, in both languages: what it shows, and what it says of itself to machines."""

import json
import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from blog.models import Author, Post, Series
from publishing.models import Stamp, Topic
from publishing.press import pieces
from signatories.models import Signatory
from statements.models import Statement
from tests import factories
from tests.crawl import crawl

pytestmark = pytest.mark.django_db

LANGUAGES = ("en", "es")
VALID = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d{1,3})?[+-]\d\d:?\d\d)?")
IN_BOTH = pytest.mark.parametrize("code", LANGUAGES)


@dataclass
class Site:
    """One public thing of every kind."""

    post: Post
    spanish: Post
    series: Series
    author: Author
    topic: Topic
    statement: Statement
    signatory: Signatory
    page: Any

    def slug(self, what: str, code: str) -> str:
        return getattr(getattr(self, what), f"slug_{code}")


@pytest.fixture
def site(db: None) -> Site:
    topic, series = factories.topic(), factories.series(intro_en="<p>Welcome.</p>", intro_es="<p>Hola.</p>")
    author = factories.author("Ana Reed", photo=factories.picture(), bio_en="<p>A poet.</p>", bio_es="<p>Poeta.</p>")
    post = factories.post(
        series=series, cover=factories.picture(caption_en="The bend", caption_es="El meandro", credit="A. R.")
    )
    post.topics.add(topic)
    factories.byline(post, author, note_en="Writes of rivers.", note_es="Escribe de ríos.")
    spanish = factories.post(original_language="es", title_en="", slug_en="", body_en="", series=series)
    statement = factories.statement()
    statement.topics.add(topic)
    factories.issuer(statement)
    signature = factories.signature(statement, roles=2)
    page = factories.page()
    for document in (post, statement, page):
        factories.published(document, dated=factories.moment("2018-08-15T12:00"))
    factories.published(spanish, languages=("es",), dated=factories.moment("2019-03-01T12:00"))
    return Site(post, spanish, series, author, topic, statement, signature.signatory, page)


def paths(site: Site, code: str) -> list[str]:
    """Every kind of page and feed in a language."""
    series, topic = site.slug("series", code), site.slug("topic", code)
    below = [
        *("", "blog/", "blog/2018/", "blog/2018/08/", f"blog/{site.slug('post', code)}/"),
        *(f"series/{series}/", f"series/{series}/feed/", f"topics/{topic}/", f"topics/{topic}/feed/"),
        *(f"authors/{site.author.slug}/", f"authors/{site.author.slug}/feed/"),
        *("statements/", f"statements/{site.slug('statement', code)}/", "statements/feed/", "feed/"),
        *(f"signatories/{site.signatory.slug}/", f"pages/{site.slug('page', code)}/"),
    ]
    return [f"/{code}/{path}" for path in below]


def read(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


@IN_BOTH
def test_every_page_is_the_same_for_everybody(client: Client, site: Site, code: str) -> None:
    staff = Client()
    staff.force_login(factories.user("secretariat"))
    for path in paths(site, code):
        response = client.get(path)
        assert (path, response.status_code) == (path, 200)
        assert response.headers["Vary"] == "Accept-Encoding"
        assert response.headers["Cache-Control"] == "no-cache"
        assert response.headers["Content-Language"] == code
        assert not response.cookies
        assert "nonce" not in response.headers["Content-Security-Policy"]
        theirs = staff.get(path)
        assert theirs.content == response.content
        assert not theirs.cookies


def test_every_moment_is_one_that_browsers_read(client: Client, site: Site) -> None:
    """HTML, "Dates and times": a second has three decimals at most, and the database keeps six."""
    moments = {moment for path in paths(site, "en") for moment in re.findall('datetime="(.*?)"', read(client, path))}
    assert [moment for moment in moments if not VALID.fullmatch(moment)] == []
    assert [moment for moment in moments if "T" in moment]


@IN_BOTH
def test_every_page_is_in_its_language(client: Client, site: Site, code: str) -> None:
    for path in paths(site, code):
        assert re.search(rf"<html lang=\"{code}\"|xml:lang=\"{code}\"", read(client, path)), path


def test_every_link_leads_somewhere(client: Client, site: Site) -> None:
    found = crawl(client)
    assert {path for path, (status, _body) in found.items() if status not in (200, 302)} == set()
    assert {path for code in LANGUAGES for path in paths(site, code)} - found.keys() == set()


def head(text: str) -> dict[str, str]:
    """A page's hreflang links by language, and its canonical address."""
    links = re.findall(r'<link rel="(alternate|canonical)"(?: hreflang="([\w-]+)")? href="([^"]+)"', text)
    return {language or rel: href for rel, language, href in links}


def test_languages_name_each_other(client: Client, site: Site) -> None:
    for path in (path for code in LANGUAGES for path in paths(site, code) if not path.endswith("feed/")):
        links = head(read(client, path))
        assert links["canonical"] == settings.SITE_URL + path
        assert {"en", "es", "x-default"} <= links.keys(), path
        for code in LANGUAGES:
            other = head(read(client, links[code].removeprefix(settings.SITE_URL)))
            assert {**other, "canonical": ""} == {**links, "canonical": ""}


def test_x_default_is_the_original(client: Client, site: Site) -> None:
    links = head(read(client, f"/es/blog/{site.slug('spanish', 'es')}/"))
    assert links["x-default"] == links["es"] == links["canonical"]
    assert "en" not in links


def data(text: str) -> dict[str, Any]:
    """A page's JSON-LD."""
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    return json.loads(block)


def test_post_describes_itself_to_machines(client: Client, site: Site) -> None:
    url = {code: f"{settings.SITE_URL}/{code}/blog/{site.slug('post', code)}/" for code in LANGUAGES}
    english = data(read(client, url["en"].removeprefix(settings.SITE_URL)))
    assert english["@type"] == "BlogPosting"
    assert english["inLanguage"] == "en"
    assert english["url"] == url["en"]
    assert english["datePublished"] == "2018-08-15T12:00:00+00:00"
    author = f"{settings.SITE_URL}/en/authors/{site.author.slug}/"
    assert english["author"] == [{"@type": "Person", "name": "Ana Reed", "url": author}]
    assert english["publisher"]["name"] == "Open Rivers Alliance"
    assert english["image"].startswith(f"{settings.SITE_URL}/media/pictures/")
    assert english["workTranslation"] == [{"@type": "CreativeWork", "@id": url["es"], "inLanguage": "es"}]
    spanish = data(read(client, url["es"].removeprefix(settings.SITE_URL)))
    assert spanish["translationOfWork"] == {"@type": "CreativeWork", "@id": url["en"], "inLanguage": "en"}


def test_statement_and_home_describe_themselves(client: Client, site: Site) -> None:
    statement = data(read(client, f"/en/statements/{site.statement.slug_en}/"))
    assert statement["@type"] == "Article"
    assert statement["author"][0]["@type"] == "Organization"
    home = data(read(client, "/es/"))
    assert (home["@type"], home["name"]) == ("Organization", "Alianza Ríos Abiertos")


def test_description_cannot_leave_its_script(client: Client, site: Site) -> None:
    hostile = factories.post(title_en="</script><script>alert(1)</script>&amp;")
    factories.published(hostile)
    text = read(client, f"/en/blog/{hostile.slug_en}/")
    assert "<script>alert" not in text
    assert data(text)["headline"] == hostile.title_en


def test_post_shows_what_belongs_to_it(client: Client, site: Site) -> None:
    response = client.get(f"/en/blog/{site.post.slug_en}/")
    shown = response.context
    (credit,) = shown["credits"]
    assert (credit["name"], credit["stars"], credit["note_html"]) == ("Ana Reed", "*", "Writes of rivers.")
    assert shown["series"]["title"] == site.series.title_en
    assert shown["series"]["disclaimer_html"] == "<p>Opinions are the authors’ own.</p>"
    assert (shown["cover"]["caption"], shown["cover"]["credit"]) == ("The bend", "A. R.")
    assert shown["topics"] == [{"name": site.topic.name_en, "url": f"/en/topics/{site.topic.slug_en}/"}]
    assert [other["language"] for other in shown["others"]] == ["es"]
    assert shown["missing"] == []
    assert shown["next"]["title"] == site.spanish.title_es
    assert (shown["next"]["foreign"], shown["previous"]) == (True, None)
    assert shown["preview"] is False


def test_each_starred_note_has_one_star_more(client: Client) -> None:
    post = factories.post()
    for note in ("One.", "", "Two."):
        factories.byline(post, note_en=note)
    factories.published(post, languages=("en",))
    byline = client.get(f"/en/blog/{post.slug_en}/").context["credits"]
    assert [credit["stars"] for credit in byline] == ["*", "", "**"]


def test_translation_names_its_original_and_who_translated(client: Client) -> None:
    post = factories.post(original_language="es")
    post.translations.create(language="en", translator="R. Whitlock")
    factories.published(post)
    shown = client.get(f"/en/blog/{post.slug_en}/").context
    assert shown["translated_from"] == {"code": "es", "name": "Spanish"}
    assert shown["translator"] == "R. Whitlock"


def test_corrections_are_told_to_those_who_read_the_language(client: Client) -> None:
    post = factories.post()
    factories.published(post)
    factories.published(post, change="correction", note={"en": "A date.", "es": ""}, languages=("en",))
    factories.published(post, change="typo", languages=("en",))
    english = client.get(f"/en/blog/{post.slug_en}/").context
    assert [(each["number"], each["note"]) for each in english["corrections"]] == [(2, "A date.")]
    assert english["editions_count"] == 3
    spanish = client.get(f"/es/blog/{post.slug_es}/").context
    assert spanish["corrections"] == []
    assert (spanish["outdated"]["number"], spanish["outdated"]["url"]) == (2, f"/en/blog/{post.slug_en}/")


def test_typing_error_leaves_the_translation_in_step(client: Client) -> None:
    post = factories.post()
    factories.published(post)
    factories.published(post, change="typo", languages=("en",))
    assert client.get(f"/es/blog/{post.slug_es}/").context["outdated"] is None


def test_checked_translation_is_in_step_again(client: Client, administrator: Any) -> None:
    from publishing import workflow
    from publishing.models import Edition

    post = factories.post()
    factories.published(post)
    factories.published(post, change="correction", languages=("en",))
    assert client.get(f"/es/blog/{post.slug_es}/").context["outdated"]
    workflow.check_translation(Edition.objects.public().get(document=post, language="es"), by=administrator)
    assert client.get(f"/es/blog/{post.slug_es}/").context["outdated"] is None


def test_list_marks_what_its_language_lacks(client: Client, site: Site) -> None:
    english = {card["title"]: card for card in client.get("/en/blog/").context["cards"]}
    card = english[site.spanish.title_es]
    assert (card["foreign"], card["language_name"]) == (True, "Español")
    assert card["url"] == f"/es/blog/{site.spanish.slug_es}/"
    assert english[site.post.title_en]["foreign"] is False
    spanish = client.get("/es/blog/").context["cards"]
    assert [card["foreign"] for card in spanish] == [False, False]


def test_list_shows_the_beginning_where_there_is_no_standfirst(client: Client) -> None:
    factories.published(
        factories.post(summary_en="", body_en=f"<p>It began here.</p><p>{'Downstream, later. ' * 60}</p>")
    )
    (card,) = client.get("/en/blog/").context["cards"]
    # 220 letters at most, the last word a whole one.
    assert card["summary"] == f"It began here. {'Downstream, later. ' * 10}Downstream, …"


def test_archive_lists_years_and_months_that_have_posts(client: Client, site: Site) -> None:
    assert [each["year"] for each in client.get("/en/blog/").context["archives"]] == [2019, 2018]
    months = client.get("/es/blog/2018/").context["months"]
    assert [each["url"] for each in months] == ["/es/blog/2018/08/"]
    assert client.get("/en/blog/2017/").status_code == 404
    assert client.get("/en/blog/2018/07/").status_code == 404


@pytest.mark.parametrize(("code", "name"), [("en", "August 2018"), ("es", "Agosto de 2018")])
def test_month_is_headed_by_its_name_and_no_link_to_itself(client: Client, site: Site, code: str, name: str) -> None:
    path = f"/{code}/blog/2018/08/"
    shown = read(client, path)
    assert re.search(rf"<h1[^>]*>{name}</h1>", shown)
    assert f"<title>{name} – " in shown
    assert "aria-current" not in shown.split("<h1")[1]  # the only month of its year is said once
    factories.published(factories.post(), dated=factories.moment("2018-03-01T12:00"))
    shown = read(client, path)
    assert re.search(rf'<a aria-current="page">\s*{name}\s*</a>', shown)
    assert f'<li><a href="{path}">' not in shown
    assert f'<li><a href="{path}">{name}</a></li>' in read(client, f"/{code}/blog/2018/")


def test_author_shows_biography_photo_and_posts(client: Client, site: Site) -> None:
    shown = client.get(f"/es/authors/{site.author.slug}/").context
    assert shown["author"]["bio_html"] == "<p>Poeta.</p>"
    assert shown["author"]["photo"]["src"].startswith("/media/pictures/")
    assert [card["title"] for card in shown["cards"]] == [site.post.title_es]


@IN_BOTH
def test_what_surrounds_a_text_is_public_with_it(client: Client, code: str) -> None:
    series, topic, author = factories.series(), factories.topic(), factories.author()
    post = factories.post(series=series)
    post.topics.add(topic)
    factories.byline(post, author)
    statement = factories.statement()
    signatory = factories.signature(statement).signatory
    around = [
        f"/{code}/series/{getattr(series, f'slug_{code}')}/",
        f"/{code}/topics/{getattr(topic, f'slug_{code}')}/",
        f"/{code}/authors/{author.slug}/",
        f"/{code}/signatories/{signatory.slug}/",
    ]
    around += [f"{path}feed/" for path in around[:3]]
    assert {client.get(path).status_code for path in around} == {404}
    factories.published(post)
    factories.published(statement)
    assert {client.get(path).status_code for path in around} == {200}


def test_what_surrounds_a_text_goes_with_it(client: Client, administrator: Any) -> None:
    from publishing import workflow

    author = factories.author()
    post = factories.post()
    factories.byline(post, author)
    factories.published(post)
    workflow.withdraw(post, languages=["en", "es"], note={"en": "Why.", "es": "Por qué."}, by=administrator)
    assert client.get(f"/en/authors/{author.slug}/").status_code == 404
    assert client.get(f"/en/authors/{author.slug}/feed/").status_code == 404


def test_links_follow_a_new_slug_of_author_topic_and_series(client: Client, site: Site) -> None:
    Author.objects.filter(pk=site.author.pk).update(slug="new-author")
    Topic.objects.filter(pk=site.topic.pk).update(slug_en="new-topic")
    Series.objects.filter(pk=site.series.pk).update(slug_en="new-series")
    Stamp.objects.replace()
    shown = client.get(f"/en/blog/{site.post.slug_en}/").context
    assert shown["credits"][0]["url"] == "/en/authors/new-author/"
    assert shown["topics"][0]["url"] == "/en/topics/new-topic/"
    assert shown["series"]["url"] == "/en/series/new-series/"
    for path in ("/en/authors/new-author/", "/en/topics/new-topic/", "/en/series/new-series/"):
        assert client.get(path).status_code == 200


def test_series_without_a_spanish_name_has_no_spanish_page(client: Client) -> None:
    series = factories.series(title_es="", slug_es=None, disclaimer_es="")
    factories.published(factories.post(series=series))
    english = client.get(f"/en/series/{series.slug_en}/")
    assert [link["missing"] for link in english.context["language_links"]] == [False, True]
    post = client.get(f"/es/blog/{series.posts.get().slug_es}/").context["series"]
    assert (post["title"], post["language"], post["url"]) == (series.title_en, "en", "")


def test_footer_names_the_pages_in_their_order(client: Client) -> None:
    about, privacy = factories.page(position=2), factories.page(position=1, title_es="", body_es="", slug_es="")
    factories.published(about)
    factories.published(privacy, languages=("en",))
    footer = client.get("/es/").context["footer_pages"]()
    assert [(each["title"], each["foreign"]) for each in footer] == [(privacy.title_en, True), (about.title_es, False)]


def test_start_goes_to_the_visitors_language(client: Client) -> None:
    for accepted, path in [
        ("es-MX,es;q=0.9,en;q=0.5", "/es/"),
        ("en-GB", "/en/"),
        ("fr", "/en/"),
        ("fr;q=0.9, es;q=0.2", "/es/"),
        ("", "/en/"),
        ("*;;;", "/en/"),
    ]:
        response = client.get("/", headers={"Accept-Language": accepted})
        assert (response.status_code, response.headers["Location"]) == (302, path)
        assert response.headers["Vary"] == "Accept-Language"


def test_language_cookie_does_not_decide(client: Client) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    assert client.get("/", headers={"Accept-Language": "en"}).headers["Location"] == "/en/"


@IN_BOTH
def test_search_finds_what_is_public(client: Client, site: Site, code: str) -> None:
    response = client.get(f"/{code}/search/", {"q": getattr(site.post, f"title_{code}")})
    first = response.context["results"][0]
    assert first["url"] == f"/{code}/blog/{site.slug('post', code)}/"
    assert "<mark>" in first["title_html"]
    assert response.context["meta"]["robots"] == "noindex"
    assert "ETag" not in response.headers


def test_nothing_of_a_search_is_remembered(client: Client, site: Site) -> None:
    client.get("/en/search/", {"q": "zzz"})  # the page around it: the masthead, the footer
    kept = pieces._rendered.cache_info().currsize  # type: ignore[attr-defined]
    assert client.get("/en/search/", {"q": site.post.title_en}).context["results"]
    assert pieces._rendered.cache_info().currsize == kept  # type: ignore[attr-defined]


def test_search_says_what_is_too_long(client: Client) -> None:
    response = client.get("/en/search/", {"q": "word " * 200})
    assert (response.status_code, response.context["results"]) == (400, [])
    assert response.context["error"]


def test_robots_are_told_where_the_sitemap_is(client: Client) -> None:
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert lines[-1] == f"Sitemap: {settings.SITE_URL}/sitemap.xml"
    assert "Disallow: /es/search/" in lines


def test_preview_shows_an_unsaved_edition(rf: Any, administrator: Any) -> None:
    from django.utils.translation import override

    from publishing import kinds
    from publishing.composing import compose

    statement = factories.statement(title_es="Vista previa", slug_es="")
    signature = factories.signature(statement)
    for document in (factories.post(title_es="Vista previa", slug_es=""), statement, factories.page()):
        request = rf.get("/admin/preview/")
        request.user = administrator
        with override("en"):
            response = kinds.get(document.kind).page(request, compose(document, "es"))
        assert response.is_rendered
        assert 'lang="es"' in response.content.decode()
        assert response.context_data["preview"] is True
    with override("es"):
        response = kinds.get("statement").page(request, compose(statement, "es"))
    assert signature.signatory.name in response.content.decode()


def test_standing_page_says_what_changed_and_that_a_translation_is_behind(client: Client) -> None:
    page = factories.page()
    factories.published(page)
    page.body_en = "<p>Another rule.</p>"
    page.save()
    factories.published(page, change="amendment", languages=("en",), note={"en": "The rule is new."})
    english = client.get(f"/en/pages/{page.slug_en}/").content.decode()
    assert "The rule is new." in english
    assert f"/en/pages/{page.slug_en}/editions/" in english
    assert "The original was changed on" not in english
    assert "El original" in client.get(f"/es/pages/{page.slug_es}/").content.decode()


def test_authors_of_whom_nothing_is_said_leave_no_empty_place(client: Client) -> None:
    post = factories.post()
    factories.byline(post, note_es="De Chile.")
    factories.published(post)
    assert 'class="aside-notes"' not in client.get(f"/en/blog/{post.slug_en}/").content.decode()
    assert 'class="aside-notes"' in client.get(f"/es/blog/{post.slug_es}/").content.decode()
