"""The library of pictures in the admin: uploading, describing, choosing, and keeping what is used."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from lxml import html as lxml_html
from pytest_django import DjangoAssertNumQueries, Settings

from publishing.models import Picture
from tests import admin_forms, factories
from tests.admin_forms import change_url, filled

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
ADD = "admin:publishing_picture_add"
PICKER = "admin:publishing_picture_picker"


def upload(name: str = "Río Ñandú.jpg", content: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or factories.image_file().read(), "image/jpeg")


def test_picture_is_taken_in_with_descriptions_in_both_languages(login: Login, secretariat: User) -> None:
    data = {"file": upload(), "alt_en": "A river", "alt_es": "Un río", "credit": "R. Paz", "name": ""}
    assert login(secretariat).post(reverse(ADD), data).status_code == 302
    picture = Picture.objects.get()
    assert (picture.name, picture.alt_en, picture.alt_es, picture.credit) == (
        "Río Ñandú",
        "A river",
        "Un río",
        "R. Paz",
    )
    assert picture.width == 600


def test_picture_needs_descriptions_or_is_decorative(login: Login, secretariat: User) -> None:
    client = login(secretariat)
    response = client.post(reverse(ADD), {"file": upload(), "alt_en": "A river"})
    assert admin_forms.errors(response) == {"alt_es": ["Describe the picture, or mark it as decorative."]}
    assert client.post(reverse(ADD), {"file": upload(), "decorative": "on"}).status_code == 302


@pytest.mark.parametrize("name", ["a.svg", "a.jpg"])
def test_file_that_is_no_picture_is_refused_and_leaves_nothing(
    login: Login, secretariat: User, settings: Settings, name: str
) -> None:
    data = {"file": upload(name, b"<svg onload=alert(1)></svg>"), "decorative": "on"}
    response = login(secretariat).post(reverse(ADD), data)
    assert list(admin_forms.errors(response)) == ["file"]
    assert not Picture.objects.exists()
    assert list(Path(settings.MEDIA_ROOT).rglob("*.*")) == []


def test_descriptions_are_changed_and_the_file_stays(login: Login, secretariat: User) -> None:
    picture = factories.picture()
    client = login(secretariat)
    data = filled(client.get(change_url(picture)))
    client.post(change_url(picture), {**data, "alt_es": "Otro río", "token": "forged", "file": upload()})
    kept = Picture.objects.get()
    assert (kept.alt_es, kept.token, kept.digest) == ("Otro río", picture.token, picture.digest)


def test_picture_says_where_it_is_used_and_is_kept_while_it_is(login: Login, secretariat: User) -> None:
    picture, unused = factories.picture(), factories.picture()
    cover = factories.post(cover=picture)
    body = factories.page(body_es=f'<figure><img src="/media/{picture.path}" alt="x"></figure>')
    portrait = factories.author(photo=picture)
    client = login(secretariat)
    page = client.get(change_url(picture)).content.decode()
    for place in (cover, body, portrait):
        assert change_url(place) in page
    for row in (picture, unused):
        client.post(change_url(row).replace("/change/", "/delete/"), {"post": "yes"})
    assert list(Picture.objects.all()) == [picture]


def test_files_of_a_picture_go_when_its_row_is_gone_for_certain(
    login: Login, secretariat: User, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    picture = factories.picture()
    with django_capture_on_commit_callbacks() as committed:
        login(secretariat).post(change_url(picture).replace("/change/", "/delete/"), {"post": "yes"})
    assert not Picture.objects.exists()
    assert default_storage.exists(picture.path)
    for each in committed:
        each()
    assert not default_storage.exists(picture.folder)


def test_picture_of_an_edition_is_kept(login: Login, secretariat: User) -> None:
    picture = factories.picture()
    post = factories.post(cover=picture)
    factories.published(post)
    type(post).objects.update(cover=None)
    response = login(secretariat).post(change_url(picture).replace("/change/", "/delete/"), {"post": "yes"})
    assert response.status_code == 403


@pytest.mark.parametrize(
    ("role", "add", "change"),
    [("secretariat", 200, 200), ("moderator", 200, 200), ("translator", 403, 403), ("read-only", 403, 403)],
)
def test_pictures_are_added_and_changed_by(login: Login, role: str, add: int, change: int) -> None:
    picture, client = factories.picture(), login(factories.user(role))
    assert client.get(reverse(ADD)).status_code == add
    assert client.get(change_url(picture)).status_code == 200
    assert client.post(change_url(picture), {}).status_code == change
    assert client.post(reverse(PICKER), {}).status_code == add


def test_picker_offers_pictures_in_the_language_of_the_text(login: Login, reader: User) -> None:
    picture = factories.picture(caption_es="El río, 2018", credit="R. Paz")
    response = login(reader).get(reverse(PICKER), {"language": "es"})
    button = lxml_html.fromstring(response.content.decode()).xpath("//button[@data-picture-src]")[0]
    assert button.get("data-picture-src") == f"/media/{picture.path}"
    assert (button.get("data-picture-alt"), button.get("data-picture-caption")) == ("Un río", "El río, 2018 R. Paz")


def test_picker_finds_without_accents(login: Login, reader: User) -> None:
    factories.picture("Río Ñandú", alt_en="", alt_es="")
    factories.picture("Sky", alt_en="", alt_es="")
    for words, found in {"rio nandu": ["Río Ñandú"], "SKY": ["Sky"], "": ["Sky", "Río Ñandú"], "lake": []}.items():
        response = login(reader).get(reverse(PICKER), {"q": words, "language": "xx", "p": "junk"})
        assert [choice["picture"].name for choice in response.context["choices"]] == found


def test_picker_takes_a_picture_in_and_chooses_it(login: Login, moderator: User) -> None:
    client, url = login(moderator), reverse(PICKER) + "?language=es"
    response = client.post(url, {"file": upload(), "alt_en": "A river"})
    assert list(response.context["form"].errors) == ["alt_es"]
    response = client.post(url, {"file": upload(), "alt_en": "A river", "alt_es": "Un río"})
    chosen = lxml_html.fromstring(response.content.decode()).xpath("//button[@data-chosen]")[0]
    assert chosen.get("data-picture-alt") == "Un río"


def test_picker_is_closed_to_people_without_the_right(login: Login, client: Client) -> None:
    assert client.get(reverse(PICKER)).status_code == 302
    stranger = factories.user()
    stranger.is_staff = True
    stranger.save()
    assert login(stranger).get(reverse(PICKER)).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_library_takes_as_many_queries_for_one_picture_as_for_three(
    login: Login, secretariat: User, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for _ in range(rows):
        factories.picture()
    client = login(secretariat)
    client.get(reverse(PICKER))  # content types are asked for once in the life of a process
    with django_assert_num_queries(7):
        client.get(reverse("admin:publishing_picture_changelist"))
    with django_assert_num_queries(6):
        client.get(reverse(PICKER))


def test_cover_is_chosen_by_its_token(login: Login, secretariat: User) -> None:
    picture, post = factories.picture(), factories.post()
    client = login(secretariat)
    data: dict[str, Any] = filled(client.get(change_url(post)))
    client.post(change_url(post), {**data, "cover": picture.token})
    post.refresh_from_db()
    assert post.cover == picture
    assert filled(client.get(change_url(post)))["cover"] == picture.token
