"""Pictures are served while something public shows them, and to staff who may see the library."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from publishing import pictures, redaction, workflow
from publishing.models import Picture
from tests import factories

pytestmark = pytest.mark.django_db

NOTE = {"en": "Why.", "es": "Por qué."}


def status(client: Client, picture: Picture) -> set[int]:
    """How every file of a picture is answered."""
    names = [f"full.{picture.extension}", pictures.card_name(picture), "card-1-2.jpg"]
    names += [f"{width}.{extension}" for width in picture.widths for extension in ("avif", "webp", picture.extension)]
    return {ask(client.get, f"{settings.MEDIA_URL}{picture.folder}/{name}").status_code for name in names}


def ask(method: Callable[..., Any], url: str, **how: Any) -> Any:
    """A response with its bytes in `body`; read to the end, since only that closes the file."""
    response = method(url, **how)
    response.body = b"".join(response) if response.streaming else response.content
    return response


def in_text(picture: Picture) -> str:
    return f'<p>A picture.</p><figure><img src="{pictures.url(picture)}" alt="A bend"></figure>'


def test_picture_is_public_with_the_text_that_shows_it(client: Client, administrator: User) -> None:
    cover, inside = factories.picture(), factories.picture()
    post = factories.post(cover=cover, body_en=in_text(inside))
    for picture in (cover, inside):
        assert status(client, picture) == {404}
    factories.published(post)
    for picture in (cover, inside):
        assert status(client, picture) == {200}
    workflow.withdraw(post, languages=["en"], note=NOTE, by=administrator)
    assert (status(client, cover), status(client, inside)) == ({200}, {404})
    workflow.withdraw(post, languages=["es"], note=NOTE, by=administrator)
    assert status(client, cover) == {404}


def test_picture_of_a_scheduled_text_waits_with_it(client: Client) -> None:
    picture = factories.picture()
    factories.published(factories.post(cover=picture), at=timezone.now() + timedelta(hours=1))
    assert status(client, picture) == {404}


def test_picture_of_a_former_edition_stays_while_that_can_be_read(client: Client, administrator: User) -> None:
    old, new = factories.picture(), factories.picture()
    post = factories.post(cover=old)
    factories.published(post)
    type(post).objects.filter(pk=post.pk).update(cover=new)
    assert (status(client, old), status(client, new)) == ({200}, {404})
    factories.published(post, change="correction")
    assert (status(client, old), status(client, new)) == ({200}, {200})
    workflow.withdraw(post, languages=["en", "es"], note=NOTE, by=administrator)
    assert (status(client, old), status(client, new)) == ({404}, {404})
    factories.published(post, change="correction")
    assert (status(client, old), status(client, new)) == ({404}, {200})


def test_photo_is_public_with_its_author(client: Client) -> None:
    photo = factories.picture()
    post = factories.post()
    factories.byline(post, factories.author(photo=photo))
    assert status(client, photo) == {404}
    factories.published(post)
    assert status(client, photo) == {200}


def test_redacted_picture_is_gone_at_once(client: Client, administrator: User) -> None:
    picture = factories.picture()
    post = factories.post(cover=picture)
    factories.published(post)
    assert status(client, picture) == {200}
    redaction.redact(post, pictures=[picture], by=administrator)
    assert status(client, picture) == {404}


@pytest.mark.parametrize(
    ("role", "answer"),
    [(None, 404), ("read-only", 200), ("translator", 200), ("moderator", 200), ("secretariat", 200)],
)
def test_staff_see_the_library(login: Callable[[User], Client], role: str | None, answer: int) -> None:
    picture = factories.picture()
    client = login(factories.user(role))
    assert status(client, picture) == {answer}


def test_staff_without_the_right_and_those_who_left_do_not(login: Callable[[User], Client]) -> None:
    picture = factories.picture()
    assert status(login(factories.user()), picture) == {404}
    person = factories.user("secretariat")
    person.groups.clear()
    assert status(login(person), picture) == {404}


def test_file_comes_with_what_browsers_need(client: Client) -> None:
    picture = factories.picture()
    factories.published(factories.post(cover=picture))
    url = f"{settings.MEDIA_URL}{picture.folder}/480.avif"
    response = ask(client.get, url)
    headers = response.headers
    assert headers["Content-Type"] == "image/avif"
    assert headers["Cache-Control"] == "no-cache"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert int(headers["Content-Length"]) == len(response.body)
    assert "Cookie" not in headers["Vary"]
    assert client.get(url, headers={"If-None-Match": headers["ETag"]}).status_code == 304
    assert client.get(url, headers={"If-Modified-Since": headers["Last-Modified"]}).status_code == 304
    head = ask(client.head, url)
    assert (head.status_code, head.headers["Content-Length"]) == (200, headers["Content-Length"])
    assert client.post(url).status_code == 405


def test_staff_keep_no_copy_of_what_is_not_public(login: Callable[[User], Client]) -> None:
    picture = factories.picture()
    url = f"{settings.MEDIA_URL}{picture.path}"
    response = ask(login(factories.user("secretariat")).get, url)
    assert response.headers["Cache-Control"] == "private, no-store"
    held = {"If-None-Match": response.headers["ETag"]}
    assert Client().get(url, headers=held).status_code == 404


def test_only_our_own_names_are_answered(client: Client, settings: Any) -> None:
    picture = factories.picture()
    factories.published(factories.post(cover=picture))
    (settings.MEDIA_ROOT / "secret.jpg").write_bytes(b"secret")
    (settings.MEDIA_ROOT / picture.folder / "notes.txt").write_bytes(b"secret")
    for path in [
        *(
            "../secret.jpg",
            "..%2fsecret.jpg",
            f"{picture.token}/../../secret.jpg",
            f"{picture.token}/..%2f..%2fsecret.jpg",
        ),
        *(
            f"{picture.token}/notes.txt",
            f"{picture.token}/full.jpg/",
            f"{picture.token}/full.jpg%00",
            f"{picture.token}/",
        ),
        *(
            f"{picture.token}/9999.jpg",
            f"{picture.token}/full.svg",
            f"{picture.token}/full.avif",
            f"{picture.token}//full.jpg",
        ),
        *("/full.jpg", ".../full.jpg", f"{picture.token}%0a/full.jpg", f"{'a' * 400}/full.jpg", "%00/full.jpg"),
    ]:
        assert client.get(f"/media/pictures/{path}").status_code == 404, path
    assert client.get("/media/secret.jpg").status_code == 404
    assert client.get("/media/").status_code == 404


def test_row_without_its_file_is_not_found(client: Client) -> None:
    picture = factories.picture()
    factories.published(factories.post(cover=picture))
    pictures.remove_files(picture)
    assert status(client, picture) == {404}
