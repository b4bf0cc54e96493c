"""The library of pictures in the admin: uploading, describing, choosing, and keeping what is used."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from lxml import html as lxml_html
from pytest_django import DjangoAssertNumQueries, Settings

from publishing import checks, pictures
from publishing.models import Picture
from tests import factories
from tests.admin_forms import change_url, filled

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
ADD = "admin:publishing_picture_add"
PICKER = "admin:publishing_picture_picker"
DESCRIBE = "admin:publishing_picture_describe"
LIST = "admin:publishing_picture_changelist"


def upload(name: str = "Río Ñandú.jpg", content: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or factories.image_file().read(), "image/jpeg")


def send(client: Client, *files: SimpleUploadedFile, **how: Any) -> Any:
    return client.post(reverse(ADD), {"files": list(files)}, **how)


def described(response: Any, client: Client, **texts: str) -> Any:
    """Fill in the rows that an upload led to, all with the same words, and send them."""
    page = client.get(response.headers["Location"])
    data = filled(page, "//form[@data-rows]")
    data |= {name: texts[name.rpartition("-")[2]] for name in data if name.rpartition("-")[2] in texts}
    return client.post(response.headers["Location"], data)


def test_pictures_are_taken_in_at_once_and_described_in_both_languages(login: Login, moderator: User) -> None:
    client = login(moderator)
    response = send(client, upload(), upload("b.png", factories.image_file(kind="PNG").read()))
    assert list(Picture.objects.values_list("name", "alt_en")) == [("b", None), ("Río Ñandú", None)]
    assert Picture.objects.undescribed().count() == 2
    assert described(response, client, alt_en="A river", alt_es="Un río", credit="R. Paz").status_code == 302
    assert list(Picture.objects.values_list("alt_en", "alt_es", "credit")) == [("A river", "Un río", "R. Paz")] * 2


def test_one_bad_file_among_five_does_not_hold_up_the_others(login: Login, moderator: User) -> None:
    files = [upload(f"{number}.jpg") for number in range(4)]
    response = send(
        login(moderator), *files[:2], upload("broken.jpg", b"\xff\xd8\xff nothing"), *files[2:], follow=True
    )
    assert sorted(Picture.objects.values_list("name", flat=True)) == ["0", "1", "2", "3"]
    said = [str(message) for message in response.context["messages"]]
    assert said == ["“broken.jpg”: This file is not a picture that can be read. Use JPEG, PNG, WebP, AVIF or GIF."]
    assert len(response.context["upload"]["rows"]) == 4


def test_script_is_answered_for_each_file_with_its_row(login: Login, moderator: User) -> None:
    client, how = login(moderator), {"headers": {"Accept": "application/json"}}
    taken = send(client, upload("<b>x</b>.jpg"), **how).json()
    row = lxml_html.fromstring(taken["taken"][0])
    assert row.xpath(".//input[@name='pictures']/@value") == [Picture.objects.get().token]
    assert (taken["refused"], row.xpath(".//b")) == ([], [])
    refused = send(client, upload("x.svg", b"<svg onload=alert(1)></svg>"), **how).json()
    assert (refused["taken"], len(refused["refused"])) == ([], 1)
    assert "SVG" in refused["refused"][0]


@pytest.mark.parametrize("name", ["a.svg", "a.jpg", "a\x00\u202e.jpg"])
def test_file_that_is_no_picture_is_refused_and_leaves_nothing(
    login: Login, secretariat: User, settings: Settings, name: str
) -> None:
    response = send(login(secretariat), upload(name, b"<svg onload=alert(1)></svg>"))
    assert (response.status_code, len(response.context["messages"])) == (200, 1)
    assert not Picture.objects.exists()
    assert list(Path(settings.MEDIA_ROOT).rglob("*.*")) == []


def test_name_of_a_file_loses_what_nobody_can_see(login: Login, moderator: User) -> None:
    send(login(moderator), upload("a\u202eriver\u200b.jpg"))
    assert Picture.objects.get().name == "ariver"


def test_upload_without_a_file_says_so(login: Login, moderator: User) -> None:
    response = send(login(moderator))
    assert [str(message) for message in response.context["messages"]] == ["Choose one file at least."]


def test_full_disk_is_said_and_nothing_is_half_kept(
    login: Login, moderator: User, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: Any) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    response = send(login(moderator), upload())
    assert "the disk is full" in str(next(iter(response.context["messages"])))
    assert (Picture.objects.count(), list(Path(settings.MEDIA_ROOT).rglob("*.*"))) == (0, [])


def test_row_that_is_right_is_saved_and_the_other_comes_back(login: Login, moderator: User) -> None:
    right, wrong = (factories.picture(alt_en="", alt_es="") for _ in range(2))
    data: dict[str, Any] = {"pictures": [right.token, wrong.token]}
    data |= {f"{right.token}-name": "right", f"{right.token}-decorative": "on"}
    data |= {f"{wrong.token}-name": "wrong", f"{wrong.token}-alt_en": "A river"}
    response = login(moderator).post(reverse(DESCRIBE), data)
    assert [str(row["name"].value()) for row in response.context["upload"]["rows"]] == ["wrong"]
    assert "Describe the picture, or mark it as decorative." in response.content.decode()
    assert [picture.name for picture in Picture.objects.undescribed()] == ["river"]


def test_what_waits_for_a_description_is_said_and_listed(login: Login, moderator: User) -> None:
    factories.picture("done")
    waiting = factories.picture("waiting", alt_es="")
    client = login(moderator)
    assert "1 picture waits for a description" in client.get(reverse(LIST)).content.decode()
    assert [row["token"] for row in client.get(reverse(DESCRIBE)).context["upload"]["rows"]] == [waiting.token]
    found = client.get(reverse(LIST), {"shelf": "undescribed"}).context["cl"].result_list
    assert found == [waiting]


def test_picture_without_a_description_cannot_be_chosen(login: Login, moderator: User, reader: User) -> None:
    picture = factories.picture(alt_es="")
    for person, words in ((moderator, "Describe it first"), (reader, "Not described yet")):
        page = login(person).get(reverse(PICKER), {"language": "en"}).content.decode()
        assert words in page
        assert lxml_html.fromstring(page).xpath("//*[@data-picture-src]") == []
    data = {"pictures": picture.token, f"{picture.token}-name": "x", f"{picture.token}-decorative": "on"}
    response = login(moderator).post(reverse(DESCRIBE) + "?picker=es", data, follow=True)
    assert response.redirect_chain[0][0] == f"{reverse(PICKER)}?language=es&new={picture.token}"
    assert len(lxml_html.fromstring(response.content.decode()).xpath("//button[@data-chosen]")) == 1


def test_cover_without_a_description_stops_publication(secretariat: User) -> None:
    post = factories.post(cover=factories.picture(alt_es=""))
    assert [finding.language for finding in checks.look(post, ["en", "es"]) if finding.blocks] == ["es"]
    post.cover.decorative = True
    assert [finding for finding in checks.look(post, ["en", "es"]) if finding.blocks] == []


def test_descriptions_are_changed_and_the_file_stays(login: Login, secretariat: User) -> None:
    picture = factories.picture()
    client = login(secretariat)
    data = filled(client.get(change_url(picture)))
    client.post(change_url(picture), {**data, "alt_es": "Otro río", "token": "forged", "file": upload()})
    kept = Picture.objects.get()
    assert (kept.alt_es, kept.token, kept.digest) == ("Otro río", picture.token, picture.digest)


def test_picture_says_where_it_is_used_and_is_kept_while_it_is(
    login: Login, secretariat: User, django_capture_on_commit_callbacks: Any
) -> None:
    picture, unused = factories.picture(), factories.picture()
    cover = factories.post(cover=picture)
    body = factories.page(body_es=f'<figure><img src="/media/{picture.path}" alt="x"></figure>')
    portrait = factories.author(photo=picture)
    client = login(secretariat)
    page = client.get(change_url(picture)).content.decode()
    for place in (cover, body, portrait):
        assert change_url(place) in page
    for row in (picture, unused):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(change_url(row).replace("/change/", "/delete/"), {"post": "yes"})
    assert list(Picture.objects.all()) == [picture]
    assert default_storage.listdir("pictures")[0] == [picture.token]


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
    response = login(secretariat).post(
        change_url(picture).replace("/change/", "/delete/"), {"post": "yes"}, follow=True
    )
    assert response.redirect_chain == [(change_url(picture), 302)]
    assert "Not deleted: this picture is used." in response.content.decode()
    assert Picture.objects.get() == picture


@pytest.mark.parametrize(
    ("role", "add", "change"),
    [("secretariat", 200, 200), ("moderator", 200, 200), ("translator", 403, 403), ("read-only", 403, 403)],
)
def test_pictures_are_added_and_changed_by(login: Login, role: str, add: int, change: int) -> None:
    picture, client = factories.picture(), login(factories.user(role))
    assert client.get(reverse(ADD)).status_code == add
    assert client.get(change_url(picture)).status_code == 200
    assert client.post(change_url(picture), {}).status_code == change
    assert client.get(reverse(DESCRIBE)).status_code == change
    assert client.post(reverse(DESCRIBE), {}).status_code in (change, 302)
    assert client.post(reverse(ADD), {}).status_code == add


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
        picture = factories.picture()
        factories.published(factories.post(cover=picture, body_en=shown_in_text(picture)))
        factories.post(body_es=shown_in_text(picture))
        factories.author(photo=picture)
    client = login(secretariat)
    client.get(reverse(PICKER))  # content types are asked for once in the life of a process
    with django_assert_num_queries(13):
        response = client.get(reverse(LIST))
    assert [picture.uses for picture in response.context["cl"].result_list] == [3] * rows
    with django_assert_num_queries(6):
        client.get(reverse(PICKER))
    with django_assert_num_queries(6):
        client.get(reverse(DESCRIBE), {"pictures": list(Picture.objects.values_list("token", flat=True))})


@pytest.mark.parametrize("rows", [1, 3])
def test_places_of_a_picture_take_as_many_queries_for_one_as_for_three(
    login: Login, secretariat: User, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    picture = factories.picture()
    for _ in range(rows):
        factories.published(factories.post(cover=picture))
        factories.author(photo=picture)
    client = login(secretariat)
    client.get(change_url(picture))
    with django_assert_num_queries(11):
        client.get(change_url(picture))


def test_focal_point_is_set_and_the_card_is_cut_around_it(
    login: Login, moderator: User, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    picture = factories.picture()
    post = factories.post(cover=picture)
    factories.published(post)
    page = f"/en/blog/{post.slug_en}/"
    assert f"/{picture.folder}/card-50-50.jpg" in client.get(page).content.decode()
    desk = login(moderator)
    data = filled(desk.get(change_url(picture)))
    assert desk.post(change_url(picture), {**data, "focus_x": "101"}).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        assert desk.post(change_url(picture), {**data, "focus_x": "20", "focus_y": "77"}).status_code == 302
    shown, lists = client.get(page).content.decode(), client.get("/en/blog/").content.decode()
    assert f"/{picture.folder}/card-20-77.jpg" in shown
    assert 'class="fx2 fy8"' in lists
    cards = [name for name in default_storage.listdir(picture.folder)[1] if name.startswith("card")]
    assert cards == ["card-20-77.jpg"]
    assert b"".join(client.get(f"/media/{picture.folder}/card-20-77.jpg")).startswith(b"\xff\xd8")


def test_focal_point_that_cannot_be_cut_around_is_not_kept(
    login: Login, moderator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = factories.picture()
    client = login(moderator)
    data = filled(client.get(change_url(picture)))

    def full(*args: Any) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    response = client.post(change_url(picture), {**data, "focus_x": "20"})
    assert "the disk is full" in response.content.decode()
    picture.refresh_from_db()
    assert picture.focus_x == 50


def shown_in_text(picture: Picture) -> str:
    return f'<figure><img src="{pictures.url(picture)}" alt="A river"></figure>'


def test_cover_is_chosen_by_its_token(login: Login, secretariat: User) -> None:
    picture, post = factories.picture(), factories.post()
    client = login(secretariat)
    data: dict[str, Any] = filled(client.get(change_url(post)))
    client.post(change_url(post), {**data, "cover": picture.token})
    post.refresh_from_db()
    assert post.cover == picture
    assert filled(client.get(change_url(post)))["cover"] == picture.token
