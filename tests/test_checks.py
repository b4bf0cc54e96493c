"""What is said of a text before it is published: what blocks, what only warns, in which language, in which words."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from blog.models import Post
from publishing import checks, pictures
from publishing.models import OldAddress
from tests import factories

pytestmark = pytest.mark.django_db


def warnings(post: Any, code: str = "en") -> list[str]:
    post.refresh_from_db()
    return [finding.message for finding in checks.look(post, [code]) if not finding.blocks]


def blocking(post: Any, code: str = "en") -> list[str]:
    return [finding.message for finding in checks.look(post, [code]) if finding.blocks]


def pair(english: str, spanish: str, **fields: Any) -> Post:
    return factories.post(body_en=english, body_es=spanish, **fields)


def test_text_in_order_is_not_remarked_upon() -> None:
    body = '<p>Text{0}<span data-footnote="k7f3a2">A note {0}</span>.</p><h2>Heading {0}</h2><p>More {0}.</p>'
    post = pair(body.format("one"), body.format("uno"))
    assert checks.look(post, ["en", "es"]) == []


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("It fell[3].", ["fell[3]"]),
        ("It fell<sup>3</sup>.", ["fell³"]),
        ("It fell<sup><strong>12</strong></sup> twice.", ["fell¹²"]),
        ("It fell.²", ["fell.²"]),
        ("In 2019<sup>4</sup> it fell.", ["2019⁴"]),
        ("[1] Minutes of March.", ["[1]"]),
        ("340 km<sup>2</sup>, 12 m³, 10<sup>6</sup> litres, x²", []),
        ("The 3<sup>rd</sup> and the 1<sup>er</sup>, H<sub>2</sub>O", []),
        ("In [2018] and [sic], page (3)", []),
        ('Cited<span data-footnote="aaaa">see [3] and note<sup>2</sup></span>.', []),
    ],
)
def test_number_typed_where_a_footnote_belongs(text: str, places: list[str]) -> None:
    found = [said for said in warnings(factories.post(body_en=f"<p>{text}</p>", body_es="")) if "typed by hand" in said]
    assert [said.split(" look", 1)[0] for said in found] == [f"“{place}”" for place in places]


def test_many_numbers_are_one_remark() -> None:
    body = "".join(f"<p>Word{number}x[{number}]</p>" for number in range(1, 6))
    (said,) = warnings(factories.post(body_en=body, body_es=""))
    assert said.startswith("“Word1x[1]”, “Word2x[2]”, “Word3x[3]” and 2 more look like numbers of notes")


def test_repeated_note_without_its_first_blocks() -> None:
    post = factories.post(body_en='<p>x<span data-footnote-again="aaaa"></span></p>', body_es="")
    assert blocking(post) == [
        "A note is cited again, but the note itself is gone. Write it again, or take the mark out."
    ]


@pytest.mark.parametrize(
    ("english", "spanish", "said"),
    [
        (
            '<p>a<span data-footnote="aaaa">One</span></p>',
            "<p>a</p>",
            "Only English has the note “One”. Add it here, or take it out there.",
        ),
        (
            "<p>a</p>",
            '<p>a<span data-footnote="aaaa">Uno</span></p>',
            "English does not have the note “Uno”. Add it there, or take it out here.",
        ),
        (
            '<p>a<span data-footnote="aaaa">One</span><span data-footnote="bbbb">Two</span></p>',
            '<p>a<span data-footnote="cccc">Uno</span></p>',
            "English has 2 notes, this text has 1. Compare them one by one.",
        ),
        ('<p>a<span data-footnote="aaaa">One</span></p>', '<p>a<span data-footnote="bbbb">Uno</span></p>', None),
        (
            '<p><a href="https://a.example/">a</a></p>',
            "<p>a</p>",
            "Only English has the link “https://a.example/”. Add it here, or take it out there.",
        ),
        (
            '<p>a<span data-footnote="aaaa">x</span></p>',
            '<p>a<span data-footnote="aaaa"><a href="https://b.example/">x</a></span></p>',
            "English does not have the link “https://b.example/”. Add it there, or take it out here.",
        ),
        ('<p><a href="https://en.example/">a</a></p>', '<p><a href="https://es.example/">a</a></p>', None),
        (
            "<h2>One</h2><p>a</p><h2>Two</h2><p>b</p>",
            "<h2>Uno</h2><p>a</p>",
            "English has 2 headings, this text has 1. Give both the same sections.",
        ),
        (
            "<h2>One</h2><p>a</p><h3>Two</h3><p>b</p>",
            "<h2>Uno</h2><p>a</p><h2>Dos</h2><p>b</p>",
            "“Dos” is of another size than in English. Give both the same size, in the same order.",
        ),
        (
            '<h2>One</h2><p>a<span data-footnote="aaaa">x</span></p><h2>Two</h2><p>b</p>',
            '<h2>Dos</h2><p>b</p><h2>Uno</h2><p>a<span data-footnote="aaaa">y</span></p>',
            "Notes or pictures below “Uno” stand in another section in English. Put the sections in the same order.",
        ),
        (
            "<p>The weir stood for a century.</p>",
            "<p>The weir stood for a century.</p><p>Otro.</p>",
            "“The weir stood for a century.” reads the same as in English. Translate it, unless it is meant to be so.",
        ),
        (
            "<blockquote><p>The weir stood for a century.</p></blockquote><p>Okoro-Ama</p>",
            "<blockquote><p>The weir stood for a century.</p></blockquote><p>Okoro-Ama</p>",
            None,
        ),
    ],
)
def test_translation_is_compared_with_its_original(english: str, spanish: str, said: str | None) -> None:
    post = pair(english, spanish)
    assert warnings(post, "es") == ([said] if said else [])
    assert warnings(post, "en") == []


def test_link_to_the_same_text_in_each_language_is_one_link() -> None:
    other = factories.post()
    factories.published(other)
    english, spanish = (
        f'<p><a href="/{code}/blog/{getattr(other, f"slug_{code}")}/">x</a></p>' for code in ("en", "es")
    )
    assert warnings(pair(english, spanish), "es") == []


def test_title_and_standfirst_that_nobody_translated() -> None:
    post = factories.post(title_en="The year of the dry river", title_es="The year of the dry river")
    assert warnings(post, "es") == [
        "“The year of the dry river” reads the same as in English. Translate it, unless it is meant to be so."
    ]


def test_content_notice_and_note_about_an_author_in_one_language_only() -> None:
    post = factories.post(content_notice_en="Describes violence.")
    factories.byline(post, factories.author("Ana Lima"), note_en="<p>An engineer.</p>")
    assert warnings(post, "es") == [
        "The content notice is in English only. Translate it: readers of this text are not warned.",
        "The note about “Ana Lima” is in English only. Translate it in the byline.",
    ]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<h2></h2><p>x</p>", "A heading has no words. Write it, or take it out."),
        ("<ul><li>x</li><li></li></ul>", "A point of a list is empty. Write it, or take it out."),
        ("<p>x</p><table><tbody><tr><td></td></tr></tbody></table>", "A table is empty. Fill it, or take it out."),
        (
            "<h2>One</h2><h2>Two</h2><p>x</p>",
            "Nothing is written below “One”. Write something, or take the heading out.",
        ),
        ("<p>x</p><h3>Last</h3><p></p>", "Nothing is written below “Last”. Write something, or take the heading out."),
        ("<h2>One</h2><h3>Below</h3><p>x</p>", None),
    ],
)
def test_part_without_words(body: str, said: str | None) -> None:
    assert warnings(factories.post(body_en=body, body_es="")) == ([said] if said else [])


@pytest.mark.parametrize("body", ["<p></p>", "<p> </p><ul><li></li></ul>"])
def test_text_of_empty_tags_is_no_text(body: str) -> None:
    assert "There is no text." in blocking(factories.post(body_en=body))


def test_text_of_a_picture_alone_is_one() -> None:
    body = f'<figure><img src="{pictures.url(factories.picture())}" alt="A river"></figure>'
    assert blocking(factories.post(body_en=body)) == []


def test_cover_without_a_description_in_a_language() -> None:
    post = factories.post(cover=factories.picture(alt_es=""))
    assert blocking(post, "en") == []
    assert blocking(post, "es") == [
        "The cover picture has no description in this language. Describe it in the library."
    ]


def test_picture_without_a_description() -> None:
    body = f'<figure><img src="{pictures.url(factories.picture())}" alt=""></figure>'
    assert warnings(factories.post(body_en=body, body_es="")) == [
        "A picture has no description for those who cannot see it. Describe it, or mark it as decorative."
    ]


@pytest.fixture
def site() -> dict[str, str]:
    """Links within the site, by what they lead to."""
    author, series, topic = factories.author(), factories.series(), factories.topic()
    shown = factories.post(series=series)
    factories.byline(shown, author)
    shown.topics.add(topic)
    factories.published(shown, languages=("en",))
    waiting, draft = factories.post(), factories.post()
    factories.published(waiting, at=factories.moment("2099-01-01T00:00"))
    OldAddress.objects.create(path="/2018/08/old.html", document=shown)
    return {
        "shown": f"/en/blog/{shown.slug_en}/",
        "with fragment": f"/en/blog/{shown.slug_en}/?x=1#s-heading",
        "absolute": f"http://testserver/en/blog/{shown.slug_en}/",
        "editions": f"/en/blog/{shown.slug_en}/editions/",
        "other language": f"/es/blog/{shown.slug_es}/",
        "waiting": f"/en/blog/{waiting.slug_en}/",
        "draft": f"/en/blog/{draft.slug_en}/",
        "typo": "/en/blog/nothing-here/",
        "no page": "/en/nothing/",
        "desk": "/admin/blog/post/",
        "home": "/en/",
        "list": "/es/statements/",
        "author": f"/en/authors/{author.slug}/",
        "author's feed": f"/es/authors/{author.slug}/feed/",
        "another author": f"/en/authors/{factories.author().slug}/",
        "series": f"/en/series/{series.slug_en}/",
        "topic": f"/en/topics/{topic.slug_en}/",
        "no topic": "/en/topics/nothing/",
        "moved": "/2018/08/old.html",
        "picture": pictures.url(factories.picture()),
        "elsewhere": "https://elsewhere.example/en/blog/nothing-here/",
        "mail": "mailto:someone@rivers.example",
        "section": "#s-here",
        "notes": "#notes",
        "no section": "#s-nowhere",
    }


DEAD = {"other language", "waiting", "draft", "typo", "no page", "desk", "another author", "no topic", "no section"}


def test_links_that_lead_nowhere(site: dict[str, str]) -> None:
    wrong = set()
    for name, href in site.items():
        body = f'<h2>Here</h2><p>a<span data-footnote="aaaa">n</span><a href="{href}">words</a></p>'
        said = [each for each in warnings(factories.post(body_en=body, body_es="")) if "leads nowhere" in each]
        if said:
            assert said == [f"The link “words ({href})” leads nowhere. Correct it, or take it out."]
            wrong.add(name)
    assert wrong == DEAD


def test_link_to_the_text_itself_leads_there() -> None:
    post = factories.post(body_es="")
    Post.objects.update(body_en=f'<p><a href="/en/blog/{post.slug_en}/">x</a></p>')
    assert warnings(post) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_checks_take_as_many_queries_for_one_link_as_for_three(
    rows: int, django_assert_num_queries: Any, secretariat: User
) -> None:
    posts = [factories.post() for _ in range(rows)]
    for post in posts:
        factories.published(post)
    links = "".join(
        f'<a href="/en/blog/{post.slug_en}/">x</a> <a href="/en/nothing-{post.pk}/">y</a> <a href="/en/blog/">z</a>'
        for post in posts
    )
    post = pair(f"<p>{links}</p>", f"<p>{links}</p>")
    with django_assert_num_queries(11):
        checks.look(post, ["en", "es"])
