"""The difference between two texts, as a person reads it."""

import pytest

from publishing import differ
from publishing.composing import compose
from publishing.differ import Op
from tests import factories


def spell(blocks):
    """Blocks in short: +added+, -removed-, ((note))."""
    sign = {Op.SAME: "", Op.ADDED: "+", Op.REMOVED: "-"}
    lines = []
    for block in blocks:
        runs = [(sign[run.op], f"(({run.text}))" if run.note else run.text) for run in block.runs]
        lines.append(f"{block.tag}: " + "".join(f"{mark}{text}{mark}" for mark, text in runs))
    return lines


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ("<p>The dam holds.</p>", "<p>The dam holds.</p>", ["p: The dam holds."]),
        ("<p>The dam holds.</p>", "<p>The old dam holds.</p>", ["p: The+ old+ dam holds."]),
        ("<p>It is in March.</p>", "<p>It is in May.</p>", ["p: It is in -March-+May+."]),
        ("<p>by more than half now.</p>", "<p>by 46 per cent now.</p>", ["p: by -more than half-+46 per cent+ now."]),
        ("", "<h2>New</h2>", ["h2: +New+"]),
        (
            "<p>One two three.</p><p>Gone for good.</p>",
            "<p>One two three.</p>",
            ["p: One two three.", "p: -Gone for good.-"],
        ),
        (
            '<p>A claim<span data-footnote="aaaa">Minutes of March</span>.</p>',
            '<p>A claim<span data-footnote="aaaa">Minutes of May</span>.</p>',
            ["p: A claim((Minutes of ))-((March))-+((May))+."],
        ),
        (
            "<ul><li>First demand</li><li>Second demand</li></ul>",
            "<ul><li>First demand</li><li>A new thing altogether</li><li>Second demand</li></ul>",
            ["li: First demand", "li: +A new thing altogether+", "li: Second demand"],
        ),
    ],
)
def test_bodies_show_words_added_and_taken_away(before, after, lines):
    assert spell(differ.bodies(before, after)) == lines


def test_bodies_tell_a_paragraph_that_became_a_heading():
    (block,) = differ.bodies("<p>The river</p>", "<h2>The river</h2>")
    assert (block.tag, block.before_tag, block.changed) == ("h2", "p", True)


def test_bodies_tell_a_link_that_leads_elsewhere():
    (block,) = differ.bodies('<p><a href="/a/">here</a></p>', '<p><a href="/b/">here</a></p>')
    assert [(run.op, run.href) for run in block.runs] == [(Op.REMOVED, "/a/"), (Op.ADDED, "/b/")]


def test_bodies_tell_what_became_bold():
    (block,) = differ.bodies("<p>one two</p>", "<p>one <strong>two</strong></p>")
    assert block.changed


def test_bodies_do_not_mind_spaces():
    blocks = differ.bodies("<p>one  two</p>\n<p>three</p>", "<p>one two</p><p>three</p>")
    assert not any(block.changed for block in blocks)


def table(*rows, cell="td"):
    return (
        "<table><tbody>"
        + "".join("<tr>" + "".join(f"<{cell}>{text}</{cell}>" for text in row) + "</tr>" for row in rows)
        + "</tbody></table>"
    )


def test_bodies_show_a_row_of_a_table_in_one():
    before, after = table(("Lima", "118", "4"), ("Cusco", "9", "")), table(("Lima", "120", "4"), ("Cusco", "9", ""))
    assert spell(differ.bodies(before, after)) == ["tr: Lima | -118-+120+ | 4", "tr: Cusco | 9 | "]


def test_bodies_keep_rows_apart_that_share_no_word():
    before, after = table(("Lima", "1", "2", "3", "4")), table(("Cusco", "5", "6", "7", "8"))
    assert spell(differ.bodies(before, after)) == ["tr: +Cusco | 5 | 6 | 7 | 8+", "tr: -Lima | 1 | 2 | 3 | 4-"]


def test_bodies_tell_what_became_the_head_of_a_table():
    (block,) = differ.bodies(table(("Lima", "1")), table(("Lima", "1"), cell="th"))
    assert block.changed


def test_bodies_show_the_notes_of_a_row_and_each_of_its_paragraphs():
    before = table(("<p>Lima</p><p>Peru</p>", '1<span data-footnote="aaaa">Minutes</span>'))
    assert spell(differ.bodies(before, before)) == ["tr: Lima Peru | 1((Minutes))"]


@pytest.mark.django_db
def test_compare_tells_of_every_part(secretariat):
    post = factories.post(title_en="Old title")
    factories.byline(post, factories.author("Inés"))
    factories.published(post)
    before = post.editions.get(language="en")
    post.title_en = "New title"
    post.save()
    factories.byline(post, factories.author("Amara"))
    parts = {part.label: part for part in differ.compare(before, compose(post, "en"))}
    assert spell(parts["Title"].blocks) == ["p: -Old-+New+ title"]
    assert spell(parts["Byline"].blocks) == ["li: Inés", "li: +Amara+"]
    assert not parts["Text"].changed


@pytest.mark.django_db
def test_compare_of_a_first_edition_is_all_new(secretariat):
    parts = differ.compare(None, compose(factories.post(), "en"))
    assert {block.op for part in parts for block in part.blocks} == {Op.ADDED}
