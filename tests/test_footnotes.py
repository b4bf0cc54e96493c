"""Footnotes: numbered by first citation when rendered, cited again, never losing their key."""

import pytest

from publishing import footnotes
from publishing.rendering import render

FIRST = '<span data-footnote="aaaa">First note</span>'
SECOND = '<span data-footnote="bbbb">Second note</span>'
AGAIN = '<span data-footnote-again="aaaa"></span>'


@pytest.mark.django_db
def test_footnote_numbers_follow_first_citation():
    rendered = render(f"<p>One{SECOND} two{FIRST} three{AGAIN}</p>", "en").html
    assert [part.split("<")[0] for part in rendered.split('role="doc-noteref"')[1:]] == [
        ' aria-label="Note 1">1',
        ' aria-label="Note 2">2',
        ' aria-label="Note 2">2',
    ]


@pytest.mark.django_db
def test_footnote_links_back_to_every_use():
    rendered = render(f"<p>One{FIRST} two{AGAIN}</p>", "en").html
    assert 'id="fnref-1"' in rendered
    assert 'id="fnref-1-2"' in rendered
    notes = rendered.split('role="doc-endnotes"')[1]
    assert notes.count('role="doc-backlink"') == 2
    assert 'href="#fnref-1"' in notes
    assert 'href="#fnref-1-2"' in notes


@pytest.mark.django_db
def test_footnote_cited_before_its_note_stands_is_numbered_there():
    rendered = render(f"<p>One{AGAIN} two{SECOND} three{FIRST}</p>", "en").html
    assert '<li id="fn-1">First note' in rendered
    assert '<li id="fn-2">Second note' in rendered


@pytest.mark.django_db
def test_footnote_labels_are_in_the_language_of_the_text():
    assert 'aria-label="Nota 1"' in render(f"<p>Uno{FIRST}</p>", "es").html


@pytest.mark.django_db
def test_footnote_keeps_its_markup_and_its_quotes():
    rendered = render('<p>x<span data-footnote="aaaa">a <em>b</em> &lt;c&gt; "d"</span></p>', "en").html
    assert 'a <em>b</em> &lt;c&gt; "d"' in rendered


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("<p>none</p>", "<p>none</p>"),
        (f"<p>{FIRST}{FIRST}</p>", f"<p>{FIRST}{AGAIN}</p>"),
        (
            '<p><span data-footnote="aaaa">x<span data-footnote="cccc">y</span></span></p>',
            '<p><span data-footnote="aaaa">xy</span></p>',
        ),
    ],
)
def test_normalise(given, kept):
    assert footnotes.normalise(given) == kept


def test_normalise_gives_a_key_of_its_own_to_each_note():
    given = '<p><span data-footnote="">One</span><span data-footnote="">Two</span></p>'
    once = footnotes.normalise(given)
    assert len(footnotes.keys(once)) == 2
    assert footnotes.normalise(once) == once


def test_normalise_separates_two_notes_with_one_key():
    once = footnotes.normalise(f'<p>{FIRST}<span data-footnote="aaaa">Something else</span></p>')
    assert len(footnotes.keys(once)) == 2
    assert "First note" in once
    assert "Something else" in once


def test_orphans_names_a_citation_without_its_note():
    assert footnotes.orphans(f"<p>{SECOND}{AGAIN}</p>") == ["aaaa"]
    assert footnotes.orphans(f"<p>{FIRST}{AGAIN}</p>") == []


def test_empty_finds_a_note_that_says_nothing():
    assert footnotes.empty('<p><span data-footnote="aaaa"> </span></p>')
    assert not footnotes.empty(f"<p>{FIRST}</p>")
