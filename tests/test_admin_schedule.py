"""The pages of what is scheduled, and what the page that publishes tells before: changes, checks, minutes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html as lxml_html
from pytest_django import DjangoAssertNumQueries

from blog.models import Post
from publishing import scheduling
from publishing.models import Edition, Seal
from tests import factories
from tests.admin_forms import act_url, change_url, filled

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
MINUTE = factories.moment("2099-07-01T14:30")


@pytest.fixture
def post() -> Post:
    """Published, and with another edition scheduled."""
    post = factories.post(title_en="Now")
    factories.published(post)
    Post.objects.update(title_en="Next")
    post.refresh_from_db()
    factories.published(post, languages=("en",), at=MINUTE, note={"en": "The title was wrong."})
    return post


def send(client: Client, post: Any, **answers: Any) -> Any:
    url = act_url(post, "schedule")
    return client.post(url, {**filled(client.get(url), "//form[contains(@class, 'desk-waiting')]"), **answers})


def message(client: Client, post: Any) -> str:
    page = lxml_html.fromstring(client.get(change_url(post)).content.decode())
    return " ".join(page.xpath("string(//ul[@class='messagelist'])").split())


def titles() -> list[str]:
    later = Edition.objects.public(MINUTE + timedelta(days=999)).filter(language="en")
    return [edition.title for edition in (Edition.objects.public().get(language="en"), later.get())]


def test_schedule_says_what_comes_when(login: Login, secretariat: User, post: Post) -> None:
    page = login(secretariat).get(act_url(post, "schedule")).content.decode()
    for words in ("1 Jul 2099, 14:30 (UTC)", "Next", "Number 2, correction", "The title was wrong."):
        assert words in page


def test_minute_is_moved(login: Login, moderator: User, post: Post) -> None:
    client = login(moderator)
    assert send(client, post, at="2099-08-01T09:00").url == change_url(post)
    assert message(client, post) == "Moved from 1 Jul 2099, 14:30 (UTC) to 1 Aug 2099, 09:00 (UTC)."
    edition = post.editions.coming().get()
    assert edition.released_at == factories.moment("2099-08-01T09:00")


def test_schedule_is_stopped(login: Login, moderator: User, post: Post) -> None:
    client = login(moderator)
    send(client, post, stop="1")
    assert message(client, post) == "Stopped. Readers keep what they have; what you wrote stays in the form."
    assert titles() == ["Now", "Now"]


def test_schedule_is_published_now(login: Login, moderator: User, post: Post) -> None:
    client = login(moderator)
    send(client, post, now="1")
    assert message(client, post) == "Published: Next"
    assert titles() == ["Next", "Next"]


@pytest.mark.parametrize(
    ("minute", "said"),
    [
        ("2020-01-01T10:00", "This minute has passed: now it is "),
        ("", "Choose the minute at which it is to be published."),
    ],
)
def test_minute_that_cannot_be_is_refused_beside_it(
    login: Login, secretariat: User, post: Post, minute: str, said: str
) -> None:
    response = send(login(secretariat), post, at=minute)
    assert said in response.content.decode()
    assert post.editions.coming().get().released_at == MINUTE


def test_order_of_two_that_wait_is_kept_and_said(login: Login, secretariat: User, post: Post) -> None:
    factories.published(post, languages=("en",), at=MINUTE + timedelta(days=30))
    response = send(login(secretariat), post, at="2099-09-01T10:00", seal=str(post.seals.get(number=2).pk))
    assert "Number 3 follows it, on 31 Jul 2099, 14:30 (UTC)." in response.content.decode()
    assert post.editions.coming().get(seal__number=2).released_at == MINUTE


def test_act_upon_a_minute_that_somebody_moved_is_not_done(
    login: Login, secretariat: User, administrator: User, post: Post
) -> None:
    client, url = login(secretariat), act_url(post, "schedule")
    data = filled(client.get(url), "//form[contains(@class, 'desk-waiting')]")
    scheduling.move(post.seals.get(number=2), at=factories.moment("2099-08-01T09:00"), by=administrator)
    response = client.post(url, {**data, "stop": "1"})
    assert "somebody moved it to 1 Aug 2099, 09:00 (UTC) meanwhile" in response.content.decode()
    assert post.editions.coming().count() == 1
    # Looked at again, it is stopped.
    again = filled(response, "//form[contains(@class, 'desk-waiting')]")
    assert client.post(url, {**again, "stop": "1"}).status_code == 302
    assert not post.editions.coming().exists()


def test_schedule_that_was_stopped_before_is_not_stopped_again(login: Login, secretariat: User, post: Post) -> None:
    client, url = login(secretariat), act_url(post, "schedule")
    data = {**filled(client.get(url), "//form[contains(@class, 'desk-waiting')]"), "stop": "1"}
    client.post(url, data)
    client.get(change_url(post))
    assert client.post(url, data).url == change_url(post)
    assert message(client, post).startswith("Not done: this is no longer scheduled.")
    assert post.decisions.filter(act="stop").count() == 1


@pytest.mark.parametrize("act", ["stop", "now", "move"])
@pytest.mark.parametrize(
    ("role", "make", "allowed"),
    [
        ("moderator", factories.post, True),
        ("moderator", factories.statement, False),
        ("translator", factories.post, False),
        ("read-only", factories.post, False),
    ],
)
def test_schedule_is_for(login: Login, role: str, make: Callable[[], Any], act: str, *, allowed: bool) -> None:
    document = make()
    seal = factories.published(document, at=MINUTE)
    client, url = login(factories.user(role)), act_url(document, "schedule")
    assert client.get(url).status_code == (200 if allowed else 403)
    data = {"seal": str(seal.pk), "was": MINUTE.isoformat(), "at": "2099-08-01T09:00", act: "1"}
    assert client.post(url, data).status_code == (302 if allowed else 403)
    assert (set(document.editions.coming().values_list("released_at", flat=True)) != {MINUTE}) == allowed
    offered = url in client.get(change_url(document)).content.decode()
    assert offered == (allowed and act == "move")


# Everything that is scheduled


@pytest.mark.parametrize("role", ["secretariat", "moderator", "translator", "read-only"])
def test_everything_scheduled_is_listed_the_next_first(login: Login, role: str) -> None:
    for hour, make in enumerate((factories.statement, factories.post, factories.page)):
        factories.published(make(), at=MINUTE - timedelta(hours=hour))
    factories.published(factories.post())
    scheduling.stop(factories.published(factories.post(), at=MINUTE), by=factories.user("administrator"))
    response = login(factories.user(role)).get(reverse("admin:publishing_edition_scheduled"))
    rows = response.context["rows"]
    assert [str(row["kind"]) for row in rows] == ["page", "post", "statement"]
    assert [row["names"] for row in rows] == ["English, Español"] * 3
    movable = {"secretariat": [True] * 3, "moderator": [False, True, False]}.get(role, [False] * 3)
    assert [bool(row["move_url"]) for row in rows] == movable


def test_nothing_scheduled_is_said(login: Login, secretariat: User) -> None:
    page = login(secretariat).get(reverse("admin:publishing_edition_scheduled")).content.decode()
    assert "Nothing is scheduled." in page


@pytest.mark.parametrize("rows", [1, 3])
def test_everything_scheduled_takes_as_many_queries_for_one_as_for_three(
    login: Login, secretariat: User, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for _ in range(rows):
        factories.published(factories.post(), at=MINUTE)
    client, url = login(secretariat), reverse("admin:publishing_edition_scheduled")
    client.get(url)
    with django_assert_num_queries(5):
        client.get(url)


# What the page that publishes tells


def words(page: Any, tag: str) -> list[str]:
    """What the difference marks as added or removed, without the words for those who do not see the marks."""
    found = []
    for mark in lxml_html.fromstring(page.content.decode()).xpath(f"//details[@class='desk-difference']//{tag}"):
        for unseen in mark.xpath(".//span[@class='unseen']"):
            unseen.drop_tree()
        found.append(mark.text_content())
    return found


def test_first_publication_says_that_all_is_new(login: Login, moderator: User) -> None:
    post = factories.post(body_en='<p>One two<span data-footnote="aaaa">three</span>.</p>', body_es="<p>Uno.</p>")
    sides = login(moderator).get(act_url(post, "publish")).context["sides"]
    assert [(side["new"], side["changes"]) for side in sides] == [
        ("All of it is new to them: 4 words, 1 note.", None),
        ("All of it is new to them: 1 word.", None),
    ]


def test_what_changes_for_readers_is_shown_in_their_words(login: Login, moderator: User) -> None:
    same = "".join(f"<p>Paragraph {number}.</p>" for number in range(9))
    note = '<span data-footnote="aaaa">Minutes of {}</span>'
    post = factories.post(title_en="Old title", body_en=f"<p>It fell in March{note.format('March')}.</p>{same}")
    factories.byline(post, factories.author("Inés"))
    factories.published(post)
    Post.objects.update(title_en="New title", body_en=f"<p>It fell in May{note.format('May')}.</p>{same}")
    factories.byline(post, factories.author("Amara"))
    page = login(moderator).get(act_url(post, "publish"))
    assert words(page, "ins") == ["New", "Amara", "May", "May", "Amara"]
    assert words(page, "del") == ["Old", "March", "March"]
    english = page.context["sides"][0]["changes"]
    assert [part.label for part in english["parts"]] == ["Title", "Byline", "Text"]
    assert [(len(stretch.blocks), stretch.folded) for stretch in english["parts"][-1].stretches] == [
        *((1, False), (1, False), (8, True))
    ]
    assert english["open"] is True


def test_long_difference_is_folded(login: Login, moderator: User) -> None:
    post = factories.post(body_en="".join(f"<p>Paragraph {number} was here.</p>" for number in range(20)))
    factories.published(post)
    Post.objects.update(body_en="".join(f"<p>Paragraph {number} is here.</p>" for number in range(20)))
    changes = login(moderator).get(act_url(post, "publish")).context["sides"][0]["changes"]
    assert (changes["open"], changes["count"]) == (False, 20)


def test_difference_is_taken_from_what_readers_have_not_from_what_waits(
    login: Login, moderator: User, post: Post
) -> None:
    page = login(moderator).get(act_url(post, "publish"))
    english = page.context["sides"][0]
    assert english["what"] == [
        f"Changed since what readers have, of {english['what'][0].split(', of ', 1)[1]}",
        "Scheduled for 1 Jul 2099, 14:30 (UTC) just as it is. Publishing now replaces that.",
    ]
    assert (words(page, "del"), words(page, "ins"), english["ready"]) == (["Now"], ["Next"], False)


def test_another_picture_and_another_series_are_told(login: Login, moderator: User) -> None:
    from publishing import pictures

    first, second = (f'<figure><img src="{pictures.url(factories.picture())}" alt="A river"></figure>' for _ in "12")
    post = factories.post(body_en=first, body_es="")
    factories.published(post, languages=("en",))
    Post.objects.update(body_en=second, series=factories.series())
    page = login(moderator).get(act_url(post, "publish"))
    assert (words(page, "del"), words(page, "ins")) == (["A river"], ["A river"])
    assert "What changes besides the words: the series, a picture." in page.content.decode()


def test_class_is_asked_where_a_first_publication_waits(login: Login, moderator: User) -> None:
    post = factories.post()
    factories.published(post, at=MINUTE)
    client = login(moderator)
    form = client.get(act_url(post, "publish")).context["form"]
    assert (form.fields["change"].choices[0][0], form["change"].value()) == ("first", "first")
    data = filled(client.get(act_url(post, "publish")), "//form[@id='act-form']")
    assert client.post(act_url(post, "publish"), {**data, "languages": ["en", "es"]}).status_code == 302
    assert (post.seals.first().change, Edition.objects.public().count()) == ("first", 2)


def test_text_whose_schedule_was_stopped_asks_nothing_like_a_new_one(
    login: Login, moderator: User, administrator: User
) -> None:
    post = factories.post()
    scheduling.stop(factories.published(post, at=MINUTE), by=administrator)
    client, url = login(moderator), act_url(post, "publish")
    assert client.post(url, filled(client.get(url), "//form[@id='act-form']")).status_code == 302
    assert list(post.seals.order_by("number").values_list("change", flat=True)) == ["first", "first"]
    assert Edition.objects.public().count() == 2


def test_scheduling_says_when_and_leads_to_the_schedule(login: Login, moderator: User) -> None:
    post = factories.post()
    client, url = login(moderator), act_url(post, "publish")
    data = filled(client.get(url), "//form[@id='act-form']")
    client.post(url, {**data, "at": "2099-07-01T14:30", "later": "1"})
    assert message(client, post) == "Scheduled for 1 Jul 2099, 14:30 (UTC): English, Español. Move or stop it"
    assert Seal.objects.get().editions.coming(timezone.now()).count() == 2


@pytest.mark.parametrize("paragraphs", [1, 30])
def test_page_takes_as_many_queries_for_a_long_text(
    login: Login, moderator: User, django_assert_num_queries: DjangoAssertNumQueries, paragraphs: int
) -> None:
    post = factories.post(body_en="<p>Was here.</p>" * paragraphs)
    factories.published(post)
    Post.objects.update(body_en="<p>Is here.</p>" * paragraphs)
    client = login(moderator)
    client.get(act_url(post, "publish"))
    with django_assert_num_queries(23):
        client.get(act_url(post, "publish"))
