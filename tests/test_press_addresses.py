"""What an address answers when no text stands there: the way on, the reason, or nothing at all."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from publishing import workflow
from publishing.models import Document, Edition, OldAddress, Stamp
from tests import factories

pytestmark = pytest.mark.django_db

MAKERS = {"blog": factories.post, "statements": factories.statement, "pages": factories.page}
OF_EVERY_KIND = pytest.mark.parametrize("where", MAKERS)
NOTE = {"en": "Taken down at the authors’ request.", "es": "Retirado a petición de quienes lo escribieron."}


def withdraw(document: Document, *codes: str, note: dict[str, str] | None = None) -> None:
    by = factories.user("administrator")
    workflow.withdraw(document, languages=codes or ("en", "es"), note=note or NOTE, by=by)


def rename(document: Any, **slugs: str) -> None:
    type(document).objects.filter(pk=document.pk).update(**slugs)
    factories.published(document, change="typo")


@OF_EVERY_KIND
def test_former_address_leads_to_the_present_one(client: Client, where: str) -> None:
    document = MAKERS[where](slug_en="first-name", slug_es="primer-nombre")
    factories.published(document)
    rename(document, slug_en="second-name", slug_es="segundo-nombre")
    rename(document, slug_en="third-name")
    for code, old, new in [
        ("en", "first-name", "third-name"),
        ("en", "second-name", "third-name"),
        ("es", "primer-nombre", "segundo-nombre"),
    ]:
        response = client.get(f"/{code}/{where}/{old}/")
        assert (response.status_code, response.headers["Location"]) == (301, f"/{code}/{where}/{new}/")
        assert response.headers["Cache-Control"] == "no-cache"


def test_name_taken_up_again_does_not_run_in_a_circle(client: Client) -> None:
    post = factories.post(slug_en="first-name")
    factories.published(post)
    rename(post, slug_en="second-name")
    rename(post, slug_en="first-name")
    assert client.get("/en/blog/first-name/").status_code == 200
    assert client.get("/en/blog/second-name/").headers["Location"] == "/en/blog/first-name/"


@OF_EVERY_KIND
def test_language_that_a_text_lacks_is_said_and_linked(client: Client, where: str) -> None:
    document = MAKERS[where](slug_en="only-english", title_es="", body_es="", slug_es="")
    factories.published(document, languages=("en",))
    response = client.get(f"/es/{where}/only-english/")
    assert response.status_code == 404
    assert response.context["wanted"] == {"code": "es", "name": "Español"}
    (edition,) = response.context["editions"]
    assert (edition["url"], edition["title"]) == (f"/en/{where}/only-english/", document.title_en)
    assert f'href="/en/{where}/only-english/"' in response.content.decode()
    assert '<html lang="es"' in response.content.decode()
    assert document.summary_en not in response.content.decode()


def test_slug_of_the_other_language_leads_to_this_ones(client: Client) -> None:
    post = factories.post()
    factories.published(post)
    response = client.get(f"/es/blog/{post.slug_en}/")
    assert (response.status_code, response.headers["Location"]) == (302, f"/es/blog/{post.slug_es}/")


@OF_EVERY_KIND
def test_withdrawn_text_answers_with_its_note(client: Client, where: str) -> None:
    document = MAKERS[where](title_en="A title nobody is to see")
    factories.published(document)
    withdraw(document)
    for code in ("en", "es"):
        response = client.get(f"/{code}/{where}/{getattr(document, f'slug_{code}')}/")
        assert response.status_code == 410
        assert (response.context["note"], response.context["note_language"]) == (NOTE[code], code)
        assert NOTE[code] in response.content.decode()
        assert "nobody is to see" not in response.content.decode()
        assert response.context["others"] == []


def test_withdrawn_language_links_the_one_that_stays(client: Client) -> None:
    post = factories.post()
    factories.published(post)
    withdraw(post, "es", note={"en": "Not exact enough.", "es": ""})
    response = client.get(f"/es/blog/{post.slug_es}/")
    assert (response.status_code, response.context["note_language"]) == (410, "en")
    assert [other["url"] for other in response.context["others"]] == [f"/en/blog/{post.slug_en}/"]
    assert client.get(f"/en/blog/{post.slug_en}/").status_code == 200
    assert client.get(f"/es/blog/{post.slug_en}/").status_code == 404


def test_former_address_of_a_withdrawn_text_is_gone_too(client: Client) -> None:
    post = factories.post(slug_en="first-name")
    factories.published(post)
    rename(post, slug_en="second-name")
    withdraw(post)
    assert client.get("/en/blog/first-name/").status_code == 410


def test_text_comes_back_after_its_withdrawal(client: Client) -> None:
    post = factories.post()
    factories.published(post)
    withdraw(post)
    factories.published(post, change="correction")
    response = client.get(f"/en/blog/{post.slug_en}/")
    assert response.status_code == 200
    assert [each["change"] for each in response.context["corrections"]] == ["correction", "withdrawal"]


def test_address_counts_from_its_release_on(client: Client) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    post = factories.post(slug_en="of-tomorrow")
    factories.published(post, at=tomorrow)
    assert client.get("/en/blog/of-tomorrow/").status_code == 404
    assert "publishing/not_in_language.html" not in [
        template.name for template in client.get("/es/blog/of-tomorrow/").templates
    ]
    late = factories.post(slug_en="of-today", slug_es="de-manana")
    factories.published(late, languages=("en",))
    factories.published(late, languages=("es",), change="translation", at=tomorrow)
    response = client.get("/es/blog/de-manana/")
    assert (response.status_code, response.context.get("editions")) == (404, None)


def test_scheduled_text_that_was_withdrawn_before_its_time_was_never_there(client: Client) -> None:
    post = factories.post()
    factories.published(post, at=timezone.now() + timedelta(days=1))
    withdraw(post)
    assert client.get(f"/en/blog/{post.slug_en}/").status_code == 404


def test_scheduled_change_that_was_overtaken_is_not_told(client: Client) -> None:
    post = factories.post()
    factories.published(post)
    note = {"en": "A note that was never to come.", "es": "Una nota que nunca llegó."}
    factories.published(post, change="correction", note=note, at=timezone.now() + timedelta(days=1))
    factories.published(post, change="typo")
    response = client.get(f"/en/blog/{post.slug_en}/")
    assert response.context["corrections"] == []
    assert response.context["editions_count"] == 2


def test_old_address_leads_to_the_original(client: Client) -> None:
    post = factories.post(original_language="es")
    OldAddress.objects.create(path="/2018/08/some-post.html", document=post)
    assert client.get("/2018/08/some-post.html").status_code == 404
    factories.published(post)
    for query in ("", "?m=1", "?m=0&utm_source=x"):
        response = client.get(f"/2018/08/some-post.html{query}")
        assert (response.status_code, response.headers["Location"]) == (301, f"/es/blog/{post.slug_es}/")
        assert response.headers["Cache-Control"] == "no-cache"
    assert client.head("/2018/08/some-post.html").status_code == 301
    withdraw(post, "es")
    assert client.get("/2018/08/some-post.html").headers["Location"] == f"/en/blog/{post.slug_en}/"
    withdraw(post, "en")
    response = client.get("/2018/08/some-post.html", headers={"Accept-Language": "es"})
    assert (response.status_code, response.context["note"]) == (410, NOTE["es"])
    assert "Accept-Language" in response.headers["Vary"]


def test_old_address_says_nothing_of_a_text_that_waits(client: Client) -> None:
    post = factories.post()
    OldAddress.objects.create(path="/p/waits.html", document=post)
    factories.published(post, at=timezone.now() + timedelta(days=1))
    assert client.get("/p/waits.html").status_code == 404


def test_address_of_another_kind_is_not_answered(client: Client) -> None:
    post = factories.post()
    factories.published(post)
    assert client.get(f"/en/statements/{post.slug_en}/").status_code == 404
    assert client.get(f"/en/pages/{post.slug_en}/").status_code == 404


def test_address_without_its_last_slash_or_its_language_finds_home(client: Client) -> None:
    post = factories.post()
    factories.published(post)
    response = client.get(f"/en/blog/{post.slug_en}")
    assert (response.status_code, response.headers["Location"]) == (301, f"/en/blog/{post.slug_en}/")
    response = client.get("/blog/", headers={"Accept-Language": "es"})
    assert (response.status_code, response.headers["Location"]) == (302, "/es/blog/")


def test_new_edition_comes_due_by_itself(client: Client) -> None:
    post = factories.post(title_en="As it was")
    factories.published(post)
    type(post).objects.filter(pk=post.pk).update(title_en="As it will be")
    factories.published(post, change="typo", at=timezone.now() + timedelta(days=1))
    path = f"/en/blog/{post.slug_en}/"
    assert "As it was" in client.get(path).content.decode()
    before = Stamp.objects.freshness()
    moment = timezone.now()
    # As if a day had passed: both moments of the change are moved, and nothing else is told.
    Edition.objects.filter(document=post, superseded_at__gt=moment).update(superseded_at=moment)
    Edition.objects.filter(document=post, released_at__gt=moment).update(released_at=moment)
    assert Stamp.objects.freshness() != before
    assert "As it will be" in client.get(path).content.decode()
