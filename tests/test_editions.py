"""Earlier editions of a text and what changed between them, as readers meet them."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone
from lxml import html

from publishing import redaction, workflow
from publishing.differ import Block, Op
from publishing.models import Document
from publishing.press import stretches
from tests import factories

pytestmark = pytest.mark.django_db

NOTE = {"en": "Why it went.", "es": "Por qué se fue."}
FOLDERS = {"post": "blog", "statement": "statements", "page": "pages"}
MAKERS: dict[str, Callable[..., Any]] = {
    "post": factories.post,
    "statement": factories.statement,
    "page": factories.page,
}


def rewrite(document: Any, **fields: str) -> None:
    type(document).objects.filter(pk=document.pk).update(**fields)
    document.refresh_from_db()


def below(document: Any, rest: str = "", code: str = "en") -> str:
    return f"/{code}/{FOLDERS[document.kind]}/{getattr(document, f'slug_{code}')}/editions/{rest}"


def words(response: Any) -> str:
    """What stands on a page, as one line."""
    return " ".join(html.fromstring(response.content).text_content().split())


@pytest.fixture
def post() -> Any:
    """A post in two editions: the first said March."""
    made = factories.post(body_en="<p>It was in March.</p>", body_es="<p>Fue en marzo.</p>")
    factories.published(made)
    rewrite(made, body_en="<p>It was in May.</p>", body_es="<p>Fue en mayo.</p>", title_en="A new title")
    factories.published(made, note={"en": "The month was wrong.", "es": "El mes estaba mal."})
    return made


@pytest.mark.parametrize(
    ("code", "said", "bar"),
    [
        ("en", "It was in March.", "This is edition 1 of 2"),
        ("es", "Fue en marzo.", "1"),
    ],
)
def test_earlier_edition_reads_as_it_stood(client: Client, post: Any, code: str, said: str, bar: str) -> None:
    response = client.get(below(post, "1/", code))
    assert response.status_code == 200
    assert said in words(response)
    assert bar in words(response)
    earlier = response.context["earlier"]
    assert (earlier["number"], earlier["latest"]) == (1, 2)
    assert earlier["followed"]["note"] == {"en": "The month was wrong.", "es": "El mes estaba mal."}[code]
    assert earlier["url"] == below(post, "", code).removesuffix("editions/")
    page = html.fromstring(response.content)
    assert page.xpath("//link[@rel='canonical']/@href") == [f"http://testserver{earlier['url']}"]
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert page.xpath("//link[@hreflang and @rel='alternate']") == []
    assert page.xpath("//script[@type='application/ld+json']") == []
    assert (response.context["previous"], response.context["next"]) == (None, None)


@pytest.mark.parametrize("kind", MAKERS)
def test_every_kind_of_text_has_its_editions(client: Client, kind: str) -> None:
    document = MAKERS[kind]()
    factories.published(document)
    factories.published(document, change="typo")
    for rest in ("", "1/", "1..2/"):
        assert client.get(below(document, rest)).status_code == 200, rest


def test_edition_shown_now_is_where_it_always_is(client: Client, post: Any) -> None:
    response = client.get(below(post, "2/"))
    assert (response.status_code, response.headers["Location"]) == (302, f"/en/blog/{post.slug_en}/")


def test_stamp_leads_to_the_editions(client: Client, post: Any) -> None:
    page = html.fromstring(client.get(f"/en/blog/{post.slug_en}/").content)
    assert page.xpath("//div[@class='edition']//dd//a/@href") == [below(post)]
    alone = factories.post()
    factories.published(alone)
    page = html.fromstring(client.get(f"/en/blog/{alone.slug_en}/").content)
    assert page.xpath("//div[@class='edition']//dd//a") == []


def test_list_has_each_edition_with_its_class_and_the_way_to_its_change(client: Client, post: Any) -> None:
    response = client.get(below(post))
    rows = response.context["editions"]
    assert [(row["number"], row["change"], row["current"]) for row in rows] == [
        (2, "correction", True),
        (1, "first", False),
    ]
    assert rows[0]["note"] == "The month was wrong."
    assert [row["url"] for row in rows] == [f"/en/blog/{post.slug_en}/", below(post, "1/")]
    assert [row["difference"]["url"] for row in rows] == [below(post, "1..2/"), ""]
    seal = post.seals.get(number=1)
    assert seal.short_digest in words(response)
    assert [link["url"] for link in response.context["language_links"]] == [
        below(post, "", "en"),
        below(post, "", "es"),
    ]


@pytest.mark.parametrize(("code", "before", "after"), [("en", "March", "May"), ("es", "marzo", "mayo")])
def test_difference_shows_the_words(client: Client, post: Any, code: str, before: str, after: str) -> None:
    page = html.fromstring(client.get(below(post, "1..2/", code)).content)
    text = page.xpath("//div[@class='difference']/section")[-1]
    (taken,), (added,) = text.xpath(".//del"), text.xpath(".//ins")
    for element, word in ((taken, before), (added, after)):
        (marked,) = re.findall(r"\[[^:]+: (.*)\]", element.text_content())
        assert marked == word
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]


def test_no_blank_stands_between_what_changed_and_its_sentence(client: Client, post: Any) -> None:
    page = html.fromstring(client.get(below(post, "1..2/")).content)
    for unseen in page.xpath("//div[@class='difference']//*[@class='unseen']"):
        unseen.text = ""
    said = page.xpath("//div[@class='difference']/section")[-1].xpath(".//*[@class='words']")[0].text_content()
    assert said == "It was in MarchMay."


def test_difference_of_what_is_written_is_text(client: Client) -> None:
    post = factories.post(body_en="<p>One &lt;b&gt;bold&lt;/b&gt;.</p>")
    factories.published(post)
    rewrite(post, body_en="<p>One &lt;script&gt;alert(1)&lt;/script&gt;.</p>", title_en="<img src=x onerror=alert(1)>")
    factories.published(post)
    said = client.get(below(post, "1..2/")).content.decode()
    assert "<script>alert" not in said
    assert "<img src=x" not in said


def test_notes_and_changed_links_can_be_told(client: Client) -> None:
    body = '<p>See <a href="https://a.example/">this</a>.<span data-footnote="k7f3a2">In {}.</span></p>'
    post = factories.post(body_en=body.format("March"))
    factories.published(post)
    rewrite(post, body_en=body.format("May").replace("a.example", "b.example"))
    factories.published(post)
    page = html.fromstring(client.get(below(post, "1..2/")).content)
    (note,) = page.xpath("//*[@class='noted']")
    assert [len(note.xpath(f".//{tag}")) for tag in ("del", "ins")] == [1, 1]
    assert [each.strip() for each in page.xpath("//*[@class='address']/text()")] == [
        "(https://a.example/)",
        "(https://b.example/)",
    ]


def test_any_two_editions_can_be_chosen_in_either_order(client: Client, post: Any) -> None:
    factories.published(post, change="typo")
    for query in ("from=1&to=3", "from=3&to=1"):
        response = client.get(f"{below(post, 'compare/')}?{query}")
        assert (response.status_code, response.headers["Location"]) == (302, below(post, "1..3/"))
    response = client.get(below(post, "1..3/"))
    assert [row["number"] for row in response.context["between"]] == [2, 3]
    page = html.fromstring(response.content)
    assert page.xpath("//select[@name='from']/option[@selected]/@value") == ["1"]
    assert page.xpath("//select[@name='to']/option[@selected]/@value") == ["3"]
    assert page.xpath("//form[contains(@class, 'choice')]/@action") == [below(post, "compare/")]


@pytest.mark.parametrize(
    "query", ["", "from=1", "from=1&to=1", "from=x&to=2", "from=²&to=3", "from=1&to=99999999999999"]
)
def test_choice_that_is_none_leads_back(client: Client, post: Any, query: str) -> None:
    response = client.get(f"{below(post, 'compare/')}?{query}")
    assert (response.status_code, response.headers["Location"]) == (302, below(post))


@pytest.mark.parametrize("rest", ["3/", "0/", "01/", "1..3/", "2..1/", "1..1/", "1..02/", "99999999999/", "x/"])
def test_what_never_was_is_not_found(client: Client, post: Any, rest: str) -> None:
    assert client.get(below(post, rest)).status_code == 404


def test_edition_of_the_other_language_alone_is_not_found(client: Client, post: Any) -> None:
    factories.published(post, change="typo", languages=("es",))
    factories.published(post, change="typo", languages=("en",))
    assert [client.get(below(post, "3/", code)).status_code for code in ("en", "es")] == [404, 302]
    assert client.get(below(post, "2..3/", "en")).status_code == 404
    rows = client.get(below(post, "", "en")).context["editions"]
    assert [row["number"] for row in rows] == [4, 2, 1]
    assert rows[0]["difference"]["url"] == below(post, "2..4/")
    assert "4 of 4" in words(client.get(f"/en/blog/{post.slug_en}/"))


def test_scheduled_edition_waits_and_then_is_there(client: Client, post: Any) -> None:
    rewrite(post, body_en="<p>It was in June.</p>")
    minute = timezone.now() + timedelta(hours=1)
    factories.published(post, note={"en": "June!"}, at=minute)
    assert client.get(below(post, "3/")).status_code == 404
    assert client.get(below(post, "2..3/")).status_code == 404
    assert client.get(below(post, "2/")).status_code == 302
    assert "June" not in words(client.get(below(post)))
    Document.objects.get(pk=post.pk).editions.filter(seal__number=3).update(released_at=timezone.now())
    Document.objects.get(pk=post.pk).editions.filter(seal__number=2).update(superseded_at=timezone.now())
    assert client.get(below(post, "3/")).status_code == 302
    assert client.get(below(post, "2/")).status_code == 200
    assert "June" in words(client.get(below(post, "2..3/")))


def test_note_of_a_change_that_never_came_is_told_nowhere(client: Client, post: Any) -> None:
    minute = timezone.now() + timedelta(hours=1)
    factories.published(post, note={"en": "Never said."}, at=minute)
    factories.published(post, change="typo", at=minute)
    post.editions.filter(seal__number=4).update(released_at=timezone.now())
    post.editions.filter(seal__number=2).update(superseded_at=timezone.now())
    for rest in ("", "2/", "2..4/"):
        response = client.get(below(post, rest))
        assert response.status_code == 200
        assert "Never said" not in words(response)


def test_withdrawn_text_has_no_editions(client: Client, post: Any, administrator: User) -> None:
    workflow.withdraw(post, languages=["es"], note=NOTE, by=administrator)
    for rest in ("", "1/", "2/", "1..2/"):
        response = client.get(below(post, rest, "es"))
        assert response.status_code == 410
        assert "Por qué se fue." in words(response)
        assert "marzo" not in words(response)
    assert client.get(below(post, "1/", "en")).status_code == 200
    assert [link["missing"] for link in client.get(below(post)).context["language_links"]] == [False, True]


def test_what_was_withdrawn_does_not_come_back_with_the_text(client: Client, post: Any, administrator: User) -> None:
    workflow.withdraw(post, languages=["en", "es"], note=NOTE, by=administrator)
    factories.published(post, change="amendment", note={"en": "Back."})
    for number in (1, 2):
        response = client.get(below(post, f"{number}/"))
        assert response.status_code == 410
        assert "Why it went." in words(response)
    assert client.get(below(post, "1..4/")).status_code == 404
    assert [row["number"] for row in client.get(below(post)).context["editions"]] == [4]
    assert client.get(f"/en/blog/{post.slug_en}/").context["editions_count"] == 1


def test_redacted_editions_carry_the_mark_and_show_no_difference(
    client: Client, post: Any, administrator: User
) -> None:
    redaction.redact(post, passages=["March"], by=administrator)
    response = client.get(below(post, "1/"))
    assert response.status_code == 200
    assert "[removed for safety]" in words(response)
    assert "March" not in words(response)
    assert response.context["earlier"]["difference_url"] == ""
    response = client.get(below(post, "1..2/"))
    assert response.status_code == 200
    assert "Removed for safety" in words(response)
    assert (response.context["parts"], html.fromstring(response.content).xpath("//ins|//del")) == ([], [])
    rows = client.get(below(post)).context["editions"]
    assert rows[0]["difference"] == {"url": "", "removed": True}


def test_former_address_leads_on_with_its_edition(client: Client, post: Any) -> None:
    old = below(post)
    rewrite(post, slug_en="a-new-address")
    factories.published(post, change="typo")
    for rest in ("", "1/", "1..2/"):
        response = client.get(f"{old}{rest}")
        assert (response.status_code, response.headers["Location"]) == (301, below(post, rest))


def test_draft_has_no_editions(client: Client) -> None:
    post = factories.post()
    for rest in ("", "1/", "1..2/"):
        assert client.get(below(post, rest)).status_code == 404


def test_names_under_an_earlier_edition_are_those_that_stood_there(client: Client) -> None:
    statement = factories.statement()
    first, hidden = factories.signature(statement), factories.signature(statement)
    factories.published(statement)
    second = factories.signature(statement)
    factories.published(statement, change="amendment")
    type(hidden).objects.filter(pk=hidden.pk).update(state="withdrawn")
    response = client.get(below(statement, "1/"))
    names = [each["name"] for group in response.context["groups"] for each in group["signatures"]]
    assert names == [first.signatory.name]
    assert hidden.signatory.name not in words(response)
    assert second.signatory.name not in words(response)
    assert f"/signatories/{first.signatory.slug}/" not in response.content.decode()


def test_pages_are_kept_and_answer_304(client: Client, post: Any, django_assert_num_queries: Any) -> None:
    for rest in ("", "1/", "1..2/"):
        etag = client.get(below(post, rest)).headers["ETag"]
        with django_assert_num_queries(1):
            assert client.get(below(post, rest), headers={"If-None-Match": etag}).status_code == 304


def block(text: str, op: Op = Op.SAME) -> Block:
    return Block("p", op, [])


@pytest.mark.parametrize(
    ("tags", "said"),
    [
        (["p"] * 5, "5 paragraphs without a change"),
        (["tr"] * 5, "5 table rows without a change"),
        (["p", "tr"] * 3, "6 paragraphs and table rows without a change"),
    ],
)
def test_folded_stretch_says_what_it_holds(tags: list[str], said: str) -> None:
    stretch = stretches.Stretch([Block(tag, Op.SAME, []) for tag in tags], folded=True)
    assert said in render_to_string("publishing/difference_stretch.html", {"stretch": stretch})


@pytest.mark.parametrize(
    ("same", "lengths"),
    [
        ((2, 0), [(2, False), (1, False)]),
        ((4, 4), [(4, False), (1, False), (4, False)]),
        ((9, 0), [(8, True), (1, False), (1, False)]),
        ((0, 9), [(1, False), (1, False), (8, True)]),
    ],
)
def test_long_stretches_without_a_change_are_folded(same: tuple[int, int], lengths: list[tuple[int, bool]]) -> None:
    before, after = ([block("same")] * count for count in same)
    found = list(stretches.fold([*before, block("new", Op.ADDED), *after]))
    assert [(len(each.blocks), each.folded) for each in found] == lengths
