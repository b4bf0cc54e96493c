"""What somebody says about themselves: their own page, and its way to readers through a moderator."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from accounts import profiles
from accounts.models import AuditEntry, Person
from blog.models import Author
from publishing.models import Picture, Stamp
from tests import factories

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
PROFILE, LIST = "/accounts/profile/", "/admin/accounts/person/"


@pytest.fixture
def member(db: None) -> User:
    return factories.user("member", first_name="Inés", last_name="Lavalle")


def form(**changes: Any) -> dict[str, Any]:
    return {
        "first_name": "Inés",
        "last_name": "Lavalle",
        "organisation": "River Watch",
        "bio_en": "Writes about rivers.\r\n\r\nLives <b>by</b> one.",
        "bio_es": "Escribe sobre ríos.",
        "language": "es",
        **changes,
    }


def photo(size: tuple[int, int] = (600, 400)) -> SimpleUploadedFile:
    """A photo that tells where it was taken."""
    image, data = Image.new("RGB", size, "teal"), BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    image.save(data, "JPEG", exif=exif)
    return SimpleUploadedFile("me.jpg", data.getvalue(), "image/jpeg")


def take_over(client: Client, person: Person, version: str | None = None) -> str:
    person.refresh_from_db()
    said = profiles.version(person) if version is None else version
    return client.post(f"{LIST}{person.pk}/change/", {"version": said}, follow=True).content.decode()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("en", ("Public, once a text of yours is published.", "Seen by moderators and the secretariat only.")),
        (
            "es",
            ("Será público cuando se publique un texto suyo.", "Solo lo ven el equipo de moderación y la secretaría."),
        ),
    ],
)
def test_profile_says_of_each_field_who_sees_it(login: Login, member: User, code: str, words: tuple[str, str]) -> None:
    page = login(member).get(PROFILE, {"language": code}).content.decode()
    assert (f'<html lang="{code}">' in page, [page.count(part) for part in words]) == (True, [5, 2])


def test_member_fills_in_their_profile(login: Login, member: User, moderator: User) -> None:
    client = login(member)
    assert client.post(PROFILE, form(photo=photo())).headers["Location"] == PROFILE
    person = Person.objects.select_related("photo").get(user=member)
    assert (person.organisation, person.language, person.bio_es) == ("River Watch", "es", "Escribe sobre ríos.")
    assert person.profile_waits is not None
    assert (person.photo.alt_en, person.photo.is_described) == ("Inés Lavalle", True)
    with default_storage.open(person.photo.path) as kept:
        assert b"taken at home" not in kept.read()
    assert Author.objects.count() == 0, "nothing becomes public by itself"
    shown = client.get("/accounts/profile/photo/")
    assert (shown.status_code, b"".join(shown)[:3]) == (200, b"\xff\xd8\xff")
    assert client.get(f"/media/{person.photo.path}").status_code == 404
    assert "waits for a moderator" in client.get(PROFILE, {"language": "en"}).content.decode()


def test_language_and_organisation_wait_for_nobody(login: Login, member: User) -> None:
    login(member).post(PROFILE, form(bio_en="", bio_es=""))
    person = Person.objects.get(user=member)
    assert (person.profile_waits, AuditEntry.objects.count()) == (None, 0)


def test_changed_name_is_in_the_audit_trail(login: Login, member: User) -> None:
    login(member).post(PROFILE, form(last_name="Moreno"))
    [entry] = AuditEntry.objects.all()
    assert (entry.act, entry.by, entry.changes) == ("change", member, {"last_name": ["Lavalle", "Moreno"]})


def test_moderator_takes_it_over_and_readers_see_it(login: Login, member: User, moderator: User) -> None:
    login(member).post(PROFILE, form(photo=photo()))
    person, before = Person.objects.get(user=member), Stamp.objects.freshness()
    desk = login(moderator)
    page = desk.get(f"{LIST}{person.pk}/change/").content.decode()
    assert ("&lt;b&gt;by" in page, "River Watch" in page) == (True, True)
    assert "Taken over" in take_over(desk, person)
    author = Author.objects.get(user=member)
    assert (author.name, author.slug, author.photo) == ("Inés Lavalle", "ines-lavalle", person.photo)
    assert (author.bio_en, author.bio_es) == (
        "<p>Writes about rivers.</p><p>Lives &lt;b&gt;by&lt;/b&gt; one.</p>",
        "<p>Escribe sobre ríos.</p>",
    )
    assert Stamp.objects.freshness() != before
    [entry] = AuditEntry.objects.filter(act="profile")
    assert (entry.by, entry.account) == (moderator, member)
    factories.byline(post := factories.post(), author)
    factories.published(post)
    page = Client().get("/en/authors/ines-lavalle/").content.decode()
    assert ("Lives &lt;b&gt;by" in page, "River Watch" in page, member.email in page) == (True, False, False)


def test_author_keeps_what_readers_have_until_it_is_taken_over(login: Login, member: User, moderator: User) -> None:
    author = factories.author("Inés L.", user=member, slug="ines", bio_en="<p>Old.</p>", photo=factories.picture())
    login(member).post(PROFILE, form(without_photo="on"))
    author.refresh_from_db()
    assert (author.name, author.bio_en) == ("Inés L.", "<p>Old.</p>")
    person = Person.objects.get(user=member)
    page = login(moderator).get(f"{LIST}{person.pk}/change/").content.decode()
    assert [words in page for words in ("Inés L.", "Old.", "Writes about rivers.", "&lt;p&gt;Old")] == [
        *[True] * 3,
        False,
    ]
    take_over(login(moderator), person)
    author.refresh_from_db()
    assert (author.name, author.slug, author.photo) == ("Inés Lavalle", "ines", None)


def test_what_was_changed_meanwhile_is_looked_at_again(login: Login, member: User, moderator: User) -> None:
    client, desk = login(member), login(moderator)
    client.post(PROFILE, form())
    person = Person.objects.get(user=member)
    seen = profiles.version(person)
    client.post(PROFILE, form(bio_en="Something worse."))
    assert "Nothing was taken over" in take_over(desk, person, seen)
    assert Author.objects.count() == 0
    take_over(desk, person)
    assert "Nothing was taken over" in take_over(desk, person, profiles.version(person)), "the second is told"


@pytest.mark.parametrize("role", ["member", "read-only", "translator"])
def test_others_take_nothing_over(login: Login, member: User, role: str) -> None:
    login(member).post(PROFILE, form())
    person, other = Person.objects.get(user=member), factories.user(role)
    client = login(other)
    assert client.get(f"{LIST}{person.pk}/change/").status_code in (302, 403)
    take_over(client, person)
    with pytest.raises(PermissionDenied):
        profiles.take_over(person, seen=profiles.version(person), by=other)
    assert Author.objects.count() == 0


def test_somebody_elses_profile_is_out_of_reach(login: Login, member: User) -> None:
    other = factories.user("member")
    person = factories.person(other, bio_en="Mine.")
    login(member).post(f"{PROFILE}?user={other.pk}", form(user=other.pk, pk=person.pk, profile_waits="", is_staff="on"))
    person.refresh_from_db()
    member.refresh_from_db()
    assert (person.bio_en, member.is_staff) == ("Mine.", False)


def test_former_photo_goes_with_its_files_unless_readers_have_it(
    login: Login, member: User, moderator: User, django_capture_on_commit_callbacks: Any
) -> None:
    client = login(member)
    client.post(PROFILE, form(photo=photo()))
    first = Picture.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(PROFILE, form(photo=photo((500, 500))))
    assert (Picture.objects.filter(pk=first.pk).exists(), default_storage.exists(first.path)) == (False, False)
    person = Person.objects.get(user=member)
    take_over(login(moderator), person)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(PROFILE, form(without_photo="on"))
    assert Author.objects.get().photo == Picture.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        take_over(login(moderator), person)
    assert (Author.objects.get().photo, Picture.objects.count()) == (None, 0)


@pytest.mark.parametrize("data", [b"<svg onload=alert(1)>", b"", b"GIF89a" + b"\0" * 40, b"<?php"])
def test_file_that_is_no_photo_is_refused_with_a_reason(login: Login, member: User, data: bytes) -> None:
    answer = login(member).post(PROFILE, form(photo=SimpleUploadedFile("<b>me.jpg", data, "image/jpeg")))
    assert (answer.status_code, 'class="errorlist"' in answer.content.decode()) == (200, True)
    assert (Picture.objects.count(), Person.objects.count()) == (0, 0)
    assert "Writes about rivers." in answer.content.decode()


def test_longest_name_is_cut_to_what_an_author_holds(login: Login, member: User, moderator: User) -> None:
    login(member).post(PROFILE, form(first_name="I" * 150, last_name="L" * 150))
    taken = profiles.take_over(person := Person.objects.get(), seen=profiles.version(person), by=moderator)
    assert len(taken.name) == 200


def test_photos_are_few_an_hour(login: Login, member: User) -> None:
    client = login(member)
    answers = [client.post(PROFILE, form(photo=photo((8, 8)))).status_code for _ in range(profiles.PHOTOS + 1)]
    assert answers == [302] * profiles.PHOTOS + [200]


def test_name_without_letters_has_an_address(login: Login, moderator: User) -> None:
    strange = factories.user("member", first_name="李")
    login(strange).post(PROFILE, form(first_name="李", last_name="!"))
    take_over(login(moderator), Person.objects.get(user=strange))
    assert Author.objects.get().slug == f"author-{strange.pk}"


def test_list_costs_the_same_with_more_rows(
    login: Login, moderator: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    desk = login(moderator)
    factories.person(factories.user("member"))
    with django_assert_num_queries(7):
        desk.get(LIST)
    for _ in range(3):
        factories.person(factories.user("member"))
    with django_assert_num_queries(7):
        desk.get(LIST)


def test_profile_begins_with_what_readers_know(moderator: User) -> None:
    """Staff had written about this author before: keeping the page as it opens takes nothing of that away."""
    member, photo = factories.member(), factories.picture()
    author = factories.author("Rosa Quispe", user=member, bio_en="<p>Reads the river.</p>", photo=photo)
    person = profiles.of(member)
    said = {name: getattr(person, name) for name in ("organisation", "bio_en", "bio_es", "language")}
    names = {"first_name": member.first_name, "last_name": member.last_name}
    profiles.save(member, photo=None, without_photo=False, **said, **names)
    assert Person.objects.get(user=member).profile_waits is None
    profiles.save(member, photo=None, without_photo=False, **{**said, "bio_es": "Lee el río."}, **names)
    kept = Person.objects.get(user=member)
    profiles.take_over(kept, seen=profiles.version(kept), by=moderator)
    author.refresh_from_db()
    assert (author.bio_en, author.bio_es, author.photo) == ("<p>Reads the river.</p>", "<p>Lee el río.</p>", photo)
