"""From a source to what readers get."""

import pytest

from publishing.rendering import render
from tests import factories

pytestmark = pytest.mark.django_db


def test_render_gives_headings_ids_and_a_table_of_contents():
    rendered = render("<h2>The river</h2><h3>Its mouth</h3><h2>The river</h2>", "en")
    assert rendered.contents == [
        {"id": "s-the-river", "title": "The river", "level": 2},
        {"id": "s-its-mouth", "title": "Its mouth", "level": 3},
        {"id": "s-the-river-2", "title": "The river", "level": 2},
    ]
    assert '<h2 id="s-the-river-2">' in rendered.html


def test_render_keeps_note_out_of_the_table_of_contents():
    rendered = render('<h2>The river<span data-footnote="aaaa">Not the other one</span></h2>', "en")
    assert [entry["title"] for entry in rendered.contents] == ["The river", "Notes"]


def test_render_wraps_tables_in_a_box_that_the_keyboard_reaches():
    rendered = render("<table><tbody><tr><td>1</td></tr></tbody></table><p>after</p>", "es").html
    assert rendered.startswith('<div class="table" tabindex="0" role="region" aria-label="Tabla 1"><table>')
    assert rendered.endswith("</div><p>after</p>")


def test_render_marks_links_that_lead_outside():
    rendered = render('<p><a href="https://a.example/">out</a> <a href="/en/">in</a></p>', "en").html
    assert rendered == '<p><a href="https://a.example/" rel="noopener external">out</a> <a href="/en/">in</a></p>'


def test_render_shows_pictures_in_their_renditions():
    picture = factories.picture(size=(1200, 800))
    source = (
        f'<figure><img src="/media/pictures/{picture.token}/960.jpg" alt="A river"><figcaption>C</figcaption></figure>'
    )
    rendered = render(source, "en").html
    assert (
        f'srcset="/media/pictures/{picture.token}/480.avif 480w, /media/pictures/{picture.token}/960.avif 960w"'
        in rendered
    )
    assert 'width="1200" height="800"' in rendered
    assert 'alt="A river"' in rendered


def test_render_leaves_out_a_picture_that_is_not_in_the_library():
    assert "<img" not in render('<p>x<img src="/media/pictures/gone/960.jpg" alt=""></p>', "en").html


def test_render_text_is_for_searching():
    rendered = render("<h2>One</h2><ul><li>two</li><li>three<br>four</li></ul><p>five &amp; six</p>", "en")
    assert rendered.text == "One\ntwo\nthree\nfour\nfive & six"
    assert rendered.words == 7


def test_render_sanitises_whatever_it_is_given():
    assert render("<p>x</p><script>alert(1)</script>", "en").html == "<p>x</p>"


def test_render_marks_short_quotation_and_leaves_long_one_to_be_read():
    rendered = render(
        f"<blockquote><p>Short.</p></blockquote><blockquote><p>{'long ' * 40}</p></blockquote>", "en"
    ).html
    assert rendered.startswith('<blockquote class="short"><p>Short.</p></blockquote><blockquote><p>long')
