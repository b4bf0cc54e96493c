"""The demo as it is loaded: complete, consistent in itself, safe to load twice, with a draft that no reader meets."""

import re
from collections.abc import Iterator
from html import unescape
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings

from blog.models import Post
from config.demo import drawing, reading
from config.roles import make_groups
from members.models import Submission
from pages.models import Page
from publishing import footnotes, html, workflow
from publishing.models import Document, Edition, Picture, Seal
from statements.models import Statement

DRAFT = ("moved the afternoon", "corrió la tarde", "what-the-reservoir-did", "lo-que-el-embalse")
SUBMITTED = ("hilo de pescar", "el-pozo-que-anota", "no pictures", "the-gazette-comes-out")


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo, loaded once for this module; what the command printed."""
    folder = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), transaction.atomic():
        make_groups(apps)
        with override_settings(MEDIA_ROOT=folder):
            said = load()
        with django_db_blocker.block():
            yield said
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded: str, db: None) -> str:
    return loaded


def load() -> str:
    out = StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue()


def post(name: str) -> Post:
    """The post in the content's folder of this name."""
    texts = next(it for it in reading.documents("post") if it["name"] == name)["texts"]
    code = "en" if "en" in texts else "es"
    return Post.objects.get(**{f"slug_{code}": texts[code]["slug"]})


def shown(document: Document) -> list[tuple[str, int]]:
    """What readers have of a document: (language, number of its seal)."""
    editions = Edition.objects.public().filter(document=document)
    return sorted((edition.language, edition.seal.number) for edition in editions.select_related("seal"))


def test_demo_has_what_it_promises(demo: str) -> None:
    counts = {model.__name__: model.objects.count() for model in (Post, Statement, Page, Picture)}
    assert counts == {"Post": 8 + 2, "Statement": 2, "Page": 3, "Picture": 12}
    assert sorted(it.signatures.count() for it in Statement.objects.all()) == [6, 40]
    assert sorted(it.bylines.count() for it in Post.objects.all()) == [1, 1, 1, 1, 1, 2, 2, 2, 2, 3]
    years = {edition.dated.year for edition in Edition.objects.all()}
    assert years == {2024, 2025, 2026}


def test_demo_shows_every_state_a_post_can_be_in(demo: str) -> None:
    states = {it["name"]: shown(post(it["name"])) for it in reading.documents("post")}
    assert states == {
        "gauge": [("en", 2), ("es", 2)],
        "ferry": [("en", 1), ("es", 1)],
        "weir": [("en", 1)],
        "hearing": [("es", 1)],
        "catch": [("en", 2), ("es", 1)],
        "litre": [("en", 1), ("es", 1)],
        "bridge": [("en", 1), ("es", 1)],
        "wind": [],
    }


def test_demo_has_something_for_moderators(demo: str) -> None:
    stages = {str(it): it.post.stage for it in Submission.objects.all()}
    assert stages == {
        "El pozo que anota mi tía": "submitted",
        "The gazette comes out on Fridays": "changes_requested",
    }


def test_demo_corrects_one_post_in_the_open(demo: str) -> None:
    seal = Seal.objects.get(document=post("gauge"), number=2)
    assert (seal.change, f"{seal.at:%Y-%m-%d}") == ("correction", "2024-04-09")
    assert seal.note_en.startswith("We wrote that")
    before, after = Edition.objects.filter(document=post("gauge"), language="en").order_by("seal__number")
    assert ("more than half" in before.text, "46 per cent" in after.text) == (True, True)


def test_demo_has_one_translation_that_is_out_of_date(demo: str) -> None:
    late = {
        (edition.document_id, edition.language, seal.change)
        for edition in Edition.objects.public()
        if (seal := workflow.out_of_date(edition))
    }
    assert late == {(post("catch").pk, "es", "amendment")}


def test_demo_signatories_stand_in_their_order_and_groups(demo: str) -> None:
    statement = Statement.objects.get(slug_en="the-las-juntas-declaration")
    seal = Seal.objects.get(document=statement, number=2)
    names = [str(signature) for signature in statement.signatures.standing(seal)]
    assert (len(names), names[0], names[-1]) == (40, "Comunidad de Altos de Tosca", "Aroha Pukerangi")
    headings = statement.signatures.exclude(group_heading_en="").values_list("group_heading_en", flat=True)
    assert len(headings) == 4


def test_demo_pages_lead_on_to_each_other_and_never_to_the_draft(demo: str) -> None:
    client, waiting, seen = Client(), ["/en/", "/es/", "/sitemap.xml"], set[str]()
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        answer = client.get(address, follow=True)
        assert (address, answer.status_code) == (address, 200)
        page = unescape(answer.content.decode())
        assert [words for words in DRAFT + SUBMITTED if words in page] == [], address
        found = re.findall(r"(?:href=\"|<loc>)(?:http://testserver)?(/[^\"#<]*)", page)
        waiting += [link for link in found if not link.startswith(("/media/", "/static/", "/admin/"))]
    texts = [f"/{edition.language}/" for edition in Edition.objects.public()]
    assert len(seen) > len(texts)


@pytest.mark.parametrize("words", ["afternoon bees", "abejas indemnizó"])
def test_demo_draft_is_not_found(demo: str, words: str) -> None:
    for code in ("en", "es"):
        page = Client().get(f"/{code}/search/", {"q": words}).content.decode()
        assert [part for part in DRAFT + SUBMITTED if part in page] == []


def test_demo_draft_has_no_address(demo: str) -> None:
    addresses = ("/en/blog/what-the-reservoir-did-to-the-wind/", "/es/blog/lo-que-el-embalse-le-hizo-al-viento/")
    assert [Client().get(address).status_code for address in addresses] == [404, 404]


@pytest.mark.parametrize("role", ["administrator", "secretariat", "moderator", "translator", "read-only"])
def test_demo_person_of_each_role_logs_in(demo: str, role: str) -> None:
    username, password = re.search(rf"^  {role} +(\S+) +(\S+)$", demo, re.MULTILINE).groups()
    client = Client()
    answer = client.post("/accounts/login/?next=/admin/", {"login": username, "password": password})
    assert (answer.status_code, client.get("/admin/").status_code) == (302, 403 if role == "member" else 200)
    user = User.objects.get(username=username)
    assert [group.name for group in user.groups.all()] == ([] if role == "administrator" else [role])
    assert user.is_superuser == (role == "administrator")


def test_demo_second_run_changes_nothing(demo: str) -> None:
    before = everything()
    said = load()
    assert (everything(), said.splitlines()[0]) == (before, "The demo is loaded already; nothing was changed.")
    assert said.splitlines()[1:] == demo.splitlines()[1:]


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    return {model._meta.label: list(model._base_manager.order_by("pk").values()) for model in apps.get_models()}


FILE = '<img src="/media/pictures/a/full.jpg" alt="A river">'  # in the place of each picture that the demo draws


@pytest.mark.parametrize("kind", ["page", "post", "statement"])
def test_demo_content_is_in_the_dialect(kind: str) -> None:
    changed = [
        (content["name"], code)
        for content in reading.documents(kind)
        for code, texts in content["texts"].items()
        if (body := re.sub(r"<img [^>]*>", FILE, texts["body"]).strip()) != html.sanitize(body)
    ]
    assert changed == []


@pytest.mark.parametrize("kind", ["page", "post", "statement"])
def test_demo_notes_have_the_same_keys_in_both_languages(kind: str) -> None:
    for content in reading.documents(kind):
        keys = [footnotes.keys(texts["body"]) for texts in content["texts"].values()]
        assert keys.count(keys[0]) == len(keys), content["name"]


def test_demo_picture_is_the_same_every_time() -> None:
    assert drawing.draw("basin").tobytes() == drawing.draw("basin").tobytes()
