"""The sanitiser: what passes, what does not, and that doing it twice changes nothing."""

from pathlib import Path

import pytest

from publishing import html

SAMPLES = Path(__file__).resolve().parent.parent.parent / "shared" / "samples" / "xss" / "bleach"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("<p>Plain</p>", "<p>Plain</p>"),
        ("<p onclick=\"x()\" style='color:red' class=a id=b>Text</p>", "<p>Text</p>"),
        ("<b>bold</b> <i>it</i>", "<strong>bold</strong> <em>it</em>"),
        ("<h1>Title</h1><h6>Small</h6>", "<h2>Title</h2><h4>Small</h4>"),
        ("<script>alert(1)</script><p>x</p>", "<p>x</p>"),
        ('<a href="javascript:alert(1)">x</a>', "<a>x</a>"),
        ('<a href="\u00a0javascript:alert(1)">x</a>', "<a>x</a>"),
        ('<a href=" JaVaScRiPt:alert(1)">x</a>', "<a>x</a>"),
        ('<a href="//evil.example/x">x</a>', "<a>x</a>"),
        ('<a href="/\\evil.example">x</a>', "<a>x</a>"),
        ('<a href="https://rivers.example/">x</a>', '<a href="https://rivers.example/">x</a>'),
        ('<a href="/en/blog/x/">x</a>', '<a href="/en/blog/x/">x</a>'),
        ('<a href="mailto:a@rivers.example">x</a>', '<a href="mailto:a@rivers.example">x</a>'),
        ('<img src="https://spy.example/pixel.gif" alt="x">', ""),
        ('<img src="/media/../secret" alt="x">', ""),
        ('<img src="/media/pictures/abc/480.jpg" alt="x">', '<img src="/media/pictures/abc/480.jpg" alt="x">'),
        ('<span data-footnote="k7f3a2">note</span>', '<span data-footnote="k7f3a2">note</span>'),
        ('<span data-footnote="BAD KEY">note</span>', '<span data-footnote="">note</span>'),
        ('<span data-footnote-again="BAD"></span>', "<span></span>"),
        ("a\x00b\x0bc", "abc"),
        ("", ""),
    ],
)
def test_sanitize_keeps_the_dialect_alone(given, kept):
    assert html.sanitize(given) == kept


def test_sanitize_inline_has_no_blocks():
    assert html.sanitize("<p>One <strong>two</strong></p><table><tr><td>x</td></tr></table>", inline=True) == (
        "One <strong>two</strong>x"
    )


@pytest.mark.parametrize(
    "given",
    [
        "<p>Ciudad de Me\u0301xico</p>",
        '<p>x<span data-footnote="abcd">n <a href="https://a.example">l</a></span></p>',
        "<table><thead><tr><th scope=col>a</th></tr></thead><tbody><tr><td colspan=2>b</td></tr></tbody></table>",
        "<p>open <b>never <i>closed",
        "<svg><style><img src=x onerror=alert(1)></style></svg>",
        "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    ],
)
def test_sanitize_twice_changes_nothing(given):
    once = html.sanitize(given)
    assert html.sanitize(once) == once
    assert "onerror" not in once


def test_sanitize_disarms_known_payloads():
    if not SAMPLES.exists():
        pytest.skip("the samples are not here")
    for file in SAMPLES.iterdir():
        cleaned = html.sanitize(file.read_text())
        assert "<script" not in cleaned
        assert "javascript:" not in cleaned.lower().split("<a")[0] or "href" not in cleaned


def test_finish_allows_our_ids_and_no_others():
    assert html.finish('<h2 id="s-water">x</h2><h2 id="location">y</h2>') == '<h2 id="s-water">x</h2><h2>y</h2>'


def test_finish_refuses_pictures_from_elsewhere():
    assert html.finish('<img srcset="https://spy.example/a 1w" src="/media/a.jpg">') == '<img src="/media/a.jpg">'


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ('<figure><img alt=""><figcaption>Words</figcaption></figure>', "<p>Words</p>"),
        ('<figure><img src="https://elsewhere.example/a.jpg" alt="x"></figure><p>After</p>', "<p>After</p>"),
        ("<p>In <img> a line</p>", "<p>In  a line</p>"),
    ],
)
def test_picture_without_a_file_is_none(typed: str, clean: str) -> None:
    assert html.sanitize(typed) == clean
    assert html.sanitize(clean) == clean
