"""Taking in a blog in the admin: who may, and what each step shows and does."""

import os
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from blog.models import Post, Series
from importing import uploads
from publishing.models import Document
from statements.models import Statement
from tests import factories
from tests.importing_feeds import RIVERS, entry, feed

pytestmark = pytest.mark.django_db
START = "/admin/importing/blogger/"
RIVER_STATEMENT = "tag:blogger.com,1999:blog-77.post-3"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Uploads wait in a folder of the test's own."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))


@pytest.fixture
def staff(secretariat: User, login: Callable[[User], Client]) -> Client:
    return login(secretariat)


def upload(client: Client, content: bytes, name: str = "feed.atom") -> Any:
    return client.post(START, {"file": SimpleUploadedFile(name, content)})


def waiting(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "tmp").rglob("*") if path.is_file()]


def test_upload_shows_what_would_come_in_and_writes_nothing(staff: Client, tmp_path: Path) -> None:
    answer = upload(staff, RIVERS.read_bytes())
    assert answer.status_code == 302
    page = staff.get(answer.headers["Location"]).content.decode()
    assert "Would be taken in: 5 posts, 0 statements, 1 page (1 of them a draft)." in page
    assert "probably a picture&#x27;s caption, left at the beginning of the text: “El puente viejo en mayo”" in page
    assert "scheduled: Tomorrow&#x27;s ferry" in page
    assert "1 comment" in page
    assert "voices-of-the-river-its-people" in page
    assert not Document.objects.exists()
    assert not Series.objects.exists()


def test_choices_are_looked_at_again_then_taken_in(staff: Client, tmp_path: Path) -> None:
    place = upload(staff, RIVERS.read_bytes()).headers["Location"]
    choices = {"statements": [RIVER_STATEMENT], "series": "river-voices"}
    page = staff.post(place, {**choices, "act": "look"}).content.decode()
    assert "Would be taken in: 4 posts, 1 statement, 1 page" in page
    assert f'value="{RIVER_STATEMENT}" checked' in page
    assert "Friends of the ferry" in page
    assert not Document.objects.exists()
    page = staff.post(place, {**choices, "act": "take"}).content.decode()
    assert "Taken in: 4 posts, 1 statement, 1 page" in page
    assert '<a href="/en/statements/let-the-water-speak/">' in page
    assert (Statement.objects.count(), Series.objects.get().slug_en) == (1, "river-voices")
    assert waiting(tmp_path) == []


def test_what_was_taken_in_before_is_shown_and_left(staff: Client) -> None:
    content = feed(entry(), entry(number="2"))
    staff.post(upload(staff, feed(entry())).headers["Location"], {"act": "take", "series": "small-blog"})
    page = staff.get(upload(staff, content).headers["Location"]).content.decode()
    assert "Would be taken in: 1 post, 0 statements, 0 pages (0 of them drafts). Taken in before: 1." in page
    assert 'name="series" value="small-blog"' in page


def test_file_is_thrown_away(staff: Client, tmp_path: Path) -> None:
    place = upload(staff, RIVERS.read_bytes()).headers["Location"]
    assert len(waiting(tmp_path)) == 1
    assert staff.post(place, {"act": "forget"}).headers["Location"] == START
    assert waiting(tmp_path) == []
    assert staff.get(place, follow=True).redirect_chain == [(START, 302)]


def test_series_that_cannot_be_one_is_said_and_nothing_is_taken_in(staff: Client) -> None:
    place = upload(staff, RIVERS.read_bytes()).headers["Location"]
    page = staff.post(place, {"act": "take", "series": "Río"}).content.decode()
    assert "Nothing was done yet" in page
    assert not Document.objects.exists()


def test_statement_that_is_no_entry_is_refused(staff: Client) -> None:
    place = upload(staff, RIVERS.read_bytes()).headers["Location"]
    page = staff.post(place, {"act": "take", "series": "", "statements": ["nothing"]}).content.decode()
    assert "Nothing was done yet" in page
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty."),
        (b"Dear friends", "this is not XML."),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "it declares a document type"),
        (feed(entry())[:-9], "broken or cut short"),
        (b"<!DOCTYPE html><html/>", "a web page or the backup of a theme"),
    ],
)
def test_wrong_file_is_refused_on_the_page_and_not_kept(
    content: bytes, reason: str, staff: Client, tmp_path: Path
) -> None:
    answer = upload(staff, content, name="blog <b>.xml")
    assert answer.status_code == 200
    assert reason in answer.content.decode()
    assert b"<b>.xml" not in answer.content
    assert waiting(tmp_path) == []


def test_no_file_is_refused(staff: Client) -> None:
    assert staff.post(START, {}).status_code == 200


@pytest.mark.parametrize("role", ["moderator", "translator", "read-only"])
def test_others_are_refused_at_every_step(role: str, staff: Client, login: Callable[[User], Client]) -> None:
    place = upload(staff, RIVERS.read_bytes()).headers["Location"]
    other = login(factories.user(role))
    for address in (START, place):
        assert other.get(address).status_code == 403
        assert other.post(address, {"act": "take"}).status_code == 403
    assert other.get("/admin/importing/importedentry/").status_code == 403
    assert b"importing" not in other.get("/admin/").content
    assert not Document.objects.exists()


def test_right_to_import_alone_does_not_publish(login: Callable[[User], Client]) -> None:
    person = factories.user("read-only")
    person.user_permissions.add(*_permissions("import_blog"))
    assert login(person).get(START).status_code == 403


def _permissions(codename: str) -> list:
    from django.contrib.auth.models import Permission

    return list(Permission.objects.filter(codename=codename))


def test_strangers_are_sent_to_the_login(client: Client) -> None:
    for address in (START, f"{START}{'x' * 32}/"):
        assert client.get(address).headers["Location"].startswith("/admin/login/")


def test_upload_is_its_uploaders_alone(staff: Client, login: Callable[[User], Client]) -> None:
    place = upload(staff, RIVERS.read_bytes()).headers["Location"]
    other = login(factories.user("secretariat"))
    assert other.post(place, {"act": "take"}).headers["Location"] == START
    assert not Document.objects.exists()
    assert staff.get(place).status_code == 200


@pytest.mark.parametrize("token", ["x", "..", "x" * 32, "x" * 31 + "."])
def test_token_of_nothing_leads_back(token: str, staff: Client) -> None:
    assert staff.get(f"{START}{token}/").status_code in (302, 404)


def test_uploads_lie_in_a_private_folder_and_go_after_a_day(tmp_path: Path) -> None:
    token = uploads.keep(SimpleUploadedFile("../../etc/passwd", b"x"), owner=1)
    path = uploads.find(token, owner=1)
    assert path is not None
    assert path.name == "passwd"
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in (path.parent, path.parent.parent)] == [0o700, 0o700]
    assert uploads.find(token, owner=2) is None
    os.utime(path.parent, (time.time() - 2 * uploads.DAY,) * 2)
    uploads.forget_old()
    assert uploads.find(token, owner=1) is None


def test_folder_that_others_could_open_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "tmp" / f"communique-uploads-{os.getuid()}").mkdir(mode=0o755)
    with pytest.raises(PermissionError):
        uploads.keep(SimpleUploadedFile("feed.atom", b"x"), owner=1)


def test_list_of_what_was_taken_in_is_read_only(staff: Client) -> None:
    staff.post(upload(staff, feed(entry())).headers["Location"], {"act": "take", "series": ""})
    page = staff.get("/admin/importing/importedentry/")
    assert page.status_code == 200
    assert b"tag:blogger.com,1999:blog-5.post-1" in page.content
    assert START.encode() in page.content
    assert staff.get("/admin/importing/importedentry/add/").status_code == 403


def test_large_blog_is_taken_in_in_several_goes(staff: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    place = upload(staff, feed(entry(), entry(number="2"))).headers["Location"]
    monkeypatch.setattr("importing.views.SECONDS", 1e-9)
    page = staff.post(place, {"act": "take", "series": "small-blog"}).content.decode()
    assert "2 entries are left." in page
    monkeypatch.setattr("importing.views.SECONDS", 20)
    page = staff.post(place, {"act": "take", "series": "small-blog"}).content.decode()
    assert "are left" not in page
    assert Post.objects.count() == 2


def test_script_in_a_feed_is_shown_as_text(staff: Client) -> None:
    nasty = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
    content = feed(entry(f"<p>{nasty}</p><p>A river.</p>", title=nasty, labels=nasty), title=nasty)
    place = upload(staff, content, name="<script>.atom").headers["Location"]
    for page in (staff.get(place), staff.post(place, {"act": "take", "series": "x"}), staff.get("/admin/blog/post/")):
        assert b"<script>alert" not in page.content
        assert b"<img src=x" not in page.content
