"""Search: what is found, in which order, and what never is. The same expectations on both databases."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from publishing import redaction, search, workflow
from publishing.models import Edition
from publishing.search import Part, find, postings
from tests import factories

pytestmark = pytest.mark.django_db

NOTHING = {"title_es": "", "slug_es": "", "summary_es": "", "body_es": ""}


def english(title="English", body="", **fields):
    """A published post in English alone."""
    post = factories.post(title_en=title, body_en=f"<p>{body or 'A text.'}</p>", **NOTHING, **fields)
    factories.published(post, languages=("en",))
    return post


def spanish(title="En español", body="", **fields):
    fields = {"title_en": "", "slug_en": "", "summary_en": "", "body_en": "", **fields}
    post = factories.post(title_es=title, body_es=f"<p>{body or 'Un texto.'}</p>", original_language="es", **fields)
    factories.published(post, languages=("es",))
    return post


def titles(words, language="en", **how):
    return [hit.edition.title for hit in find(words, language, **how).hits]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("dialogo", "Un diálogo abierto"),
        ("diálogo", "DIALOGOS"),
        ("mujeres", "La mujer y el río"),
        ("mujer", "Las mujeres"),
        ("rio", "Los ríos"),
        ("luces", "Una luz"),
        ("educacion", "Educaciones"),
        ("países", "El país"),
        ("NIÑOS", "la nina"),
        ("organización", "Organizamos"),
    ],
)
def test_find_folds_spanish_accents_and_endings(typed, written):
    spanish(written)
    assert titles(typed, "es") == [written]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("rivers", "The river"),
        ("woman", "Women’s rights"),
        ("women's", "One woman"),
        ("cafe", "At the café"),
        ("stories", "A story"),
        ("accused", "Accusations"),
        ("ΠΟΤΆΜΙ", "ποτάμι"),
        ("2018", "In 2018"),
        ("café", "Cafe\u0301"),
        ("cafe\u0301s", "A café"),
        ("diálogo", "Dia\u0301logo"),
        ("Nicaragua", "Nica\u00adragua"),
    ],
)
def test_find_folds_english_and_other_letters(typed, written):
    english(written)
    assert [hit.edition.language for hit in find(typed, "en").hits] == ["en"]


def test_find_wants_every_word_but_empty_ones():
    english("The law of rivers")
    english("Rivers")
    assert titles("law rivers") == ["The law of rivers"]
    assert titles("a river") == ["Rivers", "The law of rivers"]
    assert titles("the of") == ["The law of rivers"]
    assert titles("river sea") == []


def test_find_reads_quotes_as_a_phrase():
    english("Clean water now", "Now clean the water.")
    english("Water, clean", "Nothing else.")
    assert titles("clean water") == ["Water, clean", "Clean water now"]
    assert titles('"clean water"') == ["Clean water now"]
    assert titles("“clean the water” now") == ["Clean water now"]
    assert titles('"nothing clean"') == []
    assert titles('"english clean"') == []


def test_find_no_phrase_reaches_from_one_text_into_the_next():
    english("Clean", "Water runs.", summary_en="Rivers.")
    assert titles('"clean rivers"') == titles('"rivers water"') == titles('"english clean"') == []


def test_find_puts_the_title_first_then_what_it_is_about_then_the_newest():
    english("Old and about it", summary_en="On dams.", body="Text.")
    english("Passing", "Somewhere a dam.")
    english("The dam")
    english("Passing later", "Elsewhere a dam.")
    english("Newer and about it", "<h2>The dam</h2>")
    assert titles("dams") == ["The dam", "Newer and about it", "Old and about it", "Passing later", "Passing"]


def test_find_looks_into_notes_names_topics_issuers_and_references(secretariat):
    author = factories.author("Wilma Ocampo")
    post = factories.post(body_en='<p>Text<span data-footnote="aaaa">A marginal heron</span></p>')
    factories.byline(post, author, note_en="<em>Hydrologist</em>")
    post.topics.add(factories.topic(name_en="Wetlands"))
    statement = factories.statement()
    factories.issuer(statement, factories.organisation(name_en="Otter Trust"))
    factories.published(post)
    factories.published(statement)
    for words in ("heron", "ocampo", "hydrologists", "wetland"):
        assert titles(words) == [post.title_en]
    assert titles("otters trust") == [statement.title_en]


def test_find_shows_each_language_its_own_and_then_what_exists_in_the_other_alone():
    both = factories.post(title_en="Delta", title_es="Delta")
    factories.published(both)
    spanish("Delta del sur")
    english("The northern delta")
    assert titles("delta", "en") == ["The northern delta", "Delta", "Delta del sur"]
    assert titles("delta", "es") == ["Delta del sur", "Delta", "The northern delta"]
    assert [hit.edition.language for hit in find("delta", "es").hits] == ["es", "es", "en"]


def test_find_pages_through_all_hits_without_losing_one():
    for number in range(3):
        english(f"Reed in a title {number}")
        english(f"Passing {number}", "A reed.")
        spanish(f"Reed {number}")
    whole = titles("reed", limit=9)
    assert len(whole) == 9
    find("reed", "en", limit=2)  # PostgreSQL plans once what is asked for a page of two
    pages, asked, after = [], [], ""
    while True:
        with CaptureQueriesContext(connection) as queries:
            found = find("reed", "en", limit=2, after=after)
        asked.append(len(queries))
        pages.append([hit.edition.title for hit in found.hits])
        if not found.more:
            break
        after = found.more
    assert [title for page in pages for title in page] == whole
    assert [len(page) for page in pages] == [2, 2, 2, 2, 1]
    assert asked == [2, 2, 3, 3, 2]  # both languages are asked until the first is known to have no more


def test_find_takes_as_many_queries_for_one_hit_as_for_three(django_assert_num_queries):
    for number in range(3):
        english(f"Heron {number}")
        find("heron", "en")
        with django_assert_num_queries(3):
            assert len(find("heron", "en").hits) == number + 1


@pytest.mark.parametrize("after", ["9.1", "x", "0.", "0.99999999999999999999", "-1.2", "0.1\n", "１.1", "0.1.1"])
def test_find_ignores_a_place_that_it_did_not_give(after):
    english("Heron")
    assert titles("heron", after=after) in ([], ["Heron"])


HOSTILE = [
    *('"', "'", '"""', "(", ")", "*", "^", "-", "NOT", "AND", "heron AND", "OR OR", "NEAR(a b)", "a*", "%", "_", "\\"),
    *("';--", "heron\x00", "\x00", "\ud800", "😀", "😀😀 heron", "a" * 10_000, "a " * 10_000, '"a ' * 5_000, "<b>"),
    *("heron & !", "heron <-> ", "heron:*", "{words}: heron", "words:heron", "\u202e", "ß", "İ", "ﬁ", "½", "𝔥𝔢𝔯𝔬𝔫"),
    *("१२३", "漢字", "a\u0301" * 500, "", " ", "\n", "--", "/*", "$1", "%s", "%(a)s", "{0}", "«", "»heron«", "’"),
    *("a’b’c", "t" * 61, "ten river", "0"),
]


@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("language", ["en", "es"])
def test_find_never_raises_whatever_was_typed(typed, language):
    english("A heron ' \" \\ % text", "Not and or: the heron.")
    for hit in find(typed, language).hits:
        assert hit.edition.title == "A heron ' \" \\ % text"


def test_find_shows_only_what_is_public(secretariat):
    now = timezone.now()
    draft = factories.post(title_en="Canary draft")
    scheduled = factories.post(title_en="Canary scheduled")
    factories.published(scheduled, at=now + timedelta(days=1))
    withdrawn = english("Canary withdrawn")
    workflow.withdraw(withdrawn, languages=["en"], note={"en": "Why."}, by=secretariat)
    corrected = english("Canary corrected")
    corrected.title_en = "Corrected"
    corrected.save()
    factories.published(corrected, languages=("en",))
    draft.body_en = "canary"
    draft.save()
    assert titles("canary", "en") == titles("canary", "es") == []


def test_find_shows_what_is_scheduled_when_it_is_due_and_not_before(monkeypatch):
    now = timezone.now()
    post = english("Heron now")
    post.title_en = "Heron tomorrow"
    post.save()
    factories.published(post, languages=("en",), at=now + timedelta(days=1))
    assert titles("heron") == ["Heron now"]
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + timedelta(days=2))
    assert titles("heron") == ["Heron tomorrow"]
    assert titles("now") == []


def rows():
    with connection.cursor() as cursor:
        cursor.execute("SELECT rowid FROM publishing_search ORDER BY rowid")
        return [row & 2**search.ID_BITS - 1 for (row,) in cursor.fetchall()]


def test_index_holds_what_is_shown_or_will_be(secretariat):
    post = english("One")
    first = post.editions.get()
    assert rows() == [first.pk]
    factories.published(post, languages=("en",))
    second = post.editions.get(superseded_at=None)
    assert rows() == [second.pk]
    factories.published(post, languages=("en",), at=timezone.now() + timedelta(days=1))
    assert set(rows()) == {second.pk, post.editions.get(superseded_at=None).pk}
    workflow.withdraw(post, languages=["en"], note={"en": "Why."}, by=secretariat)
    assert rows() == []


def test_index_of_an_ended_edition_adds_nothing():
    post = english("One")
    factories.published(post, languages=("en",))
    search.index(post.editions.exclude(superseded_at=None).get())
    assert rows() == [post.editions.get(superseded_at=None).pk]


def test_rebuild_gives_the_same_index():
    english("Heron")
    spanish("Garza")
    before = rows()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM publishing_search")
    assert titles("heron") == []
    call_command("rebuild_search", verbosity=0)
    assert rows() == before
    assert titles("heron") == ["Heron"]
    assert titles("garza", "es") == ["Garza"]


def test_a_row_without_its_edition_finds_nothing():
    columns = "words" if connection.vendor == "sqlite" else "title, about, anywhere"
    words = "'tenheron'" if connection.vendor == "sqlite" else "'tenheron', '', ''"
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO publishing_search(rowid, {columns}) VALUES (12345, {words})")
    assert titles("heron") == []


def test_find_orders_by_the_first_publication_and_not_by_the_last_correction():
    old = factories.post(title_en="Heron of old", **NOTHING)
    factories.published(old, languages=("en",), dated=factories.moment("1965-03-01T12:00"))
    english("Heron of today")
    factories.published(old, languages=("en",))
    assert titles("heron") == ["Heron of today", "Heron of old"]


def test_find_a_long_text_has_the_same_limits_on_both_databases():
    body = "river " * 300 + "late heron " + "word " * 9_000 + "beyond limits " + "word " * 9000 + "last otter"
    english("Long", body)
    assert titles("beyond") == titles("otter") == titles("river") == ["Long"]
    assert titles('"late heron"') == ["Long"]
    assert titles('"river late"') == titles('"last otter"') == []


def test_postings_stay_within_what_postgresql_keeps():
    edition = Edition(title="x" * 300, language="en", text="y" * 5000 + " 漢" * 2000 + " " + "漢" * 3000)
    for vector in postings.as_vectors(postings.of_edition(edition)):
        assert max((len(entry.split(":")[0]) for entry in vector.split()), default=0) < 2046


@pytest.mark.parametrize("text", ["", "…", "😀"])
def test_index_takes_a_text_without_words(text):
    post = english(text or "x", text)
    assert rows() == [post.editions.get().pk]


def test_find_marks_the_words_in_title_and_lines():
    english("The Rivers", "One. Two three rivers’ <strong>law</strong> &lt;script&gt;.\n\nAnd a river.")
    hit = find("river law", "en").hits[0]
    assert hit.title == [Part("The ", False), Part("Rivers", True)]
    assert [part.text for part in hit.excerpt if part.hit] == ["rivers", "law", "river"]
    assert "".join(part.text for part in hit.excerpt) == "One. Two three rivers’ law <script>. And a river."


def test_find_shows_the_lines_in_which_most_of_the_words_stand():
    body = "heron " + "word " * 100 + "heron in the reeds " + "word " * 100
    english("Long", body)
    lines = find("reed heron", "en").hits[0].excerpt
    assert [part.text for part in lines if part.hit] == ["heron", "reeds"]
    text = "".join(part.text for part in lines)
    assert text.startswith("… word word word word word word word word heron in the reeds word")
    assert text.endswith("word word …")


def test_find_shows_the_standfirst_where_the_words_are_in_no_line():
    english("Heron", "Nothing.", summary_en="What we saw of the heron.")
    assert "".join(part.text for part in find("heron", "en").hits[0].excerpt) == "What we saw of the heron."


def test_find_in_a_word_s_hits_has_no_html():
    english("<b>Heron</b>", "The <a href='https://x.example'>heron</a> &amp; I")
    hit = find("heron", "en").hits[0]
    assert "".join(part.text for part in hit.title) == "<b>Heron</b>"
    assert "".join(part.text for part in hit.excerpt) == "The heron & I"


@pytest.mark.django_db(transaction=True)
def test_index_keeps_nothing_of_what_was_redacted(administrator):
    name = "Quetzalina"
    post = english("A talk", f"With {name} at noon.", summary_en=f"{name} speaks.")
    post.body_en = "<p>Without the name.</p>"
    post.summary_en = ""
    post.save()
    factories.published(post, languages=("en",))
    assert titles(name) == []
    other = english("Another", f"{name} again.")
    assert titles(name) == ["Another"]
    redaction.redact(post, passages=[name], by=administrator)
    redaction.redact(other, passages=[name], by=administrator)
    assert titles(name) == []
    assert titles("removed safety") == ["Another"]
    assert traces("quetzalin") == []


def traces(stem):
    """Where a stem still is: in the rows, or in SQLite's files."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM publishing_search")
        found = [row for row in cursor.fetchall() if stem in str(row)]
    if connection.vendor == "sqlite":
        files = [Path(f"{connection.settings_dict['NAME']}{ending}") for ending in ("", "-wal")]
        found += [file.name for file in files if stem.encode() in file.read_bytes().lower()]
    return found
