"""Redaction leaves nothing: not in editions, working copy, history, log, index, addresses or files."""

from datetime import timedelta

import pytest
import reversion
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from blog.models import Post
from publishing import history, redaction, workflow
from publishing import traces as traces_elsewhere
from publishing.models import Address, Edition, OldAddress, Picture, Stamp
from publishing.strike import Strike
from statements.models import Signature
from tests import factories

pytestmark = pytest.mark.django_db

NAME = "Marisol Quispe"


@pytest.mark.parametrize(
    ("source", "struck"),
    [
        ("<p>We met Marisol Quispe at dawn.</p>", "<p>We met [removed for safety] at dawn.</p>"),
        ("<p>We met MARISOL\n  QUISPE.</p>", "<p>We met [removed for safety].</p>"),
        ("<p>We met <strong>Marisol</strong> Quispe.</p>", "<p>We met <strong>[removed for safety]</strong>.</p>"),
        ("<p>Marisol</p><p>Quispe</p>", "<p>[removed for safety]</p><p></p>"),
        ("<p>Marisol Quispeana</p>", "<p>Marisol Quispeana</p>"),
        (
            '<p>x<span data-footnote="aaaa">Told by Marisol Quispe</span></p>',
            '<p>x<span data-footnote="aaaa">Told by [removed for safety]</span></p>',
        ),
        (
            '<p>she said<span data-footnote="aaaa">Marisol Quispe</span></p>',
            '<p>she said<span data-footnote="aaaa">[removed for safety]</span></p>',
        ),
        (
            '<p>Marisol<span data-footnote="aaaa">A note.</span> Quispe said</p>',
            '<p>[removed for safety]<span data-footnote="aaaa">A note.</span> said</p>',
        ),
        ('<p><a href="https://x.example/marisol-quispe">her page</a></p>', "<p>her page</p>"),
        ('<p><img src="/media/pictures/a/1.jpg" alt="Marisol Quispe"></p>',) * 2,
        ("<p>We met Mari\u00adsol Quis\u00adpe.</p>", "<p>We met [removed for safety].</p>"),
    ],
)
def test_strike_finds_a_passage_across_tags(source, struck):
    result = Strike([NAME], [], []).html(source, "en")
    if "img" in source:
        assert result == '<p><img src="/media/pictures/a/1.jpg" alt="[removed for safety]"></p>'
    else:
        assert result == struck


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Sean O'Brien", "Sean O’Brien"),
        ("Sean O’Brien", "Sean O'Brien"),
        ("Ana-Lima", "Ana‑Lima"),
        ("Ana–Lima", "Ana-Lima"),
        ("Ana-Lima", "Ana−Lima"),
        ("Marisol Quispe", "Marisol\u00a0Quispe"),
        ("Marisol\u00a0Quispe", "Marisol\u202fQuispe"),
        ("Marisol Quispe", "Marisol\u00ad \u200bQuispe"),
        ("\u00adMarisol Quis\u00adpe\u200b", "Marisol Quispe"),
        ("Marisol Quispe", "Mari\u2060sol\ufeff Quispe"),
    ],
)
def test_strike_finds_a_name_with_whichever_apostrophe_and_hyphen(typed, written):
    assert Strike([typed], [], []).plain(f"We met {written} there.", "en") == "We met [removed for safety] there."


@pytest.mark.parametrize("text", ["Anna-Li\u00adma", "Quis\u00adana"])
def test_strike_reads_a_word_on_through_a_soft_hyphen(text):
    assert Strike(["Ana", "Anna-Li"], [], []).plain(text, "en") == text


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("Ana‑Lima", "ana-lima"),
        ("Ana–Lima", "ana-lima"),
        ("Sean O’Brien", "sean-obrien"),
        ("Sean O’Brien", "sean-o-brien"),
        ("Sean O'Brien", "sean-o-brien"),
    ],
)
def test_strike_finds_a_name_in_an_address_with_whichever_apostrophe_and_hyphen(typed, slug):
    strike = Strike([typed], [], [])
    assert strike.in_slug(f"we-met-{slug}-there")
    assert strike.slug(f"we-met-{slug}-there", 7) == "we-met-there-7"
    assert strike.in_link(f"https://x.example/2018/{slug}.html")


def test_strike_speaks_the_language_of_the_text():
    assert Strike([NAME], [], []).plain(NAME, "es") == "[retirado por seguridad]"


@pytest.mark.parametrize("passages", [["ab"], [], [" "], ["\u00ad\u200b\u00ad"], ["a\u00ad\u00adb"]])
def test_strike_asks_for_something_that_can_be_meant(passages):
    with pytest.raises(ValidationError):
        Strike(passages, [], [])


def everything_about_a_name():
    """A post that carries the name in every place that keeps text."""
    post = factories.post(
        title_en=f"A talk with {NAME}",
        slug_en="a-talk-with-marisol-quispe",
        summary_en=f"{NAME} speaks.",
        content_notice_en=f"{NAME} describes violence.",
        body_en=f'<h2>{NAME}</h2><p>Said <em>Marisol</em> Quispe.<span data-footnote="aaaa">{NAME}, letter</span></p>',
        body_es=f"<p>Habla {NAME}.</p>",
    )
    factories.byline(post, note_en=f"Interviewed {NAME}.")
    with reversion.create_revision():
        post.save()
        reversion.add_to_revision(post)
    LogEntry.objects.create(
        user=factories.user("administrator"),
        content_type=ContentType.objects.get_for_model(Post),
        object_id=str(post.pk),
        object_repr=str(post),
        action_flag=CHANGE,
        change_message=f"Changed {NAME}",
    )
    OldAddress.objects.create(path="/2018/01/marisol-quispe-speaks.html", document=post)
    factories.published(post)
    factories.published(post, change="correction", note={"en": f"{NAME} was misquoted."})
    return post


def traces(needle: str) -> list[str]:
    """Every column of every table that still holds a word."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                found += [f"{table}.{n}" for n, v in zip(names, row, strict=True) if needle in str(v).lower()]
    return sorted(set(found))


def test_redact_leaves_no_trace_in_any_table(secretariat):
    post = everything_about_a_name()
    assert traces("quispe")
    redaction.redact(post, passages=[NAME], by=secretariat)
    assert traces("quispe") == []


def test_redact_shows_the_mark_at_once_in_each_language(secretariat):
    post = everything_about_a_name()
    stamp = Stamp.objects.freshness()
    redaction.redact(post, passages=[NAME], by=secretariat)
    english = Edition.objects.public().get(document=post.pk, language="en")
    assert english.title == "A talk with [removed for safety]"
    assert english.slug == f"a-talk-with-{post.pk}"
    assert "[removed for safety]" in english.html
    assert english.redacted_at is not None
    assert "[retirado por seguridad]" in Edition.objects.public().get(document=post.pk, language="es").html
    assert Stamp.objects.freshness() != stamp


def test_redact_strikes_every_earlier_edition_and_keeps_its_digest(secretariat):
    post = everything_about_a_name()
    digests = list(Edition.objects.order_by("pk").values_list("digest", flat=True))
    redaction.redact(post, passages=[NAME], by=secretariat)
    assert list(Edition.objects.order_by("pk").values_list("digest", flat=True)) == digests
    assert Edition.objects.filter(redacted_at=None).count() == 0


def test_redact_moves_the_address_that_spelled_the_name(secretariat):
    post = everything_about_a_name()
    redaction.redact(post, passages=[NAME], by=secretariat)
    assert not Address.objects.filter(slug__contains="quispe").exists()
    assert not OldAddress.objects.exists()
    assert Address.objects.filter(slug=f"a-talk-with-{post.pk}").exists()


def test_redacted_working_copy_can_be_published_again(secretariat):
    post = everything_about_a_name()
    redaction.redact(post, passages=[NAME], by=secretariat)
    post.refresh_from_db()
    factories.published(post, change="typo")
    assert "[removed for safety]" in Edition.objects.public().get(document=post.pk, language="en").html


def test_redact_makes_an_open_form_stale(secretariat):
    post = everything_about_a_name()
    redaction.redact(post, passages=[NAME], by=secretariat)
    assert Post.objects.get(pk=post.pk).revision == post.revision + 1


def test_redact_takes_a_byline_from_everywhere(secretariat):
    post = factories.post()
    gone, stays = factories.author("Gone"), factories.author("Stays")
    factories.byline(post, gone, note_en="A note")
    factories.byline(post, stays)
    factories.published(post)
    redaction.redact(post, authors=[gone.pk], by=secretariat)
    edition = Edition.objects.public().get(document=post.pk, language="en")
    assert [credit["name"] for credit in edition.matter["credits"]] == ["Stays"]
    assert [byline.author for byline in post.bylines.all()] == [stays]
    assert not edition.listings.filter(shelf=gone.shelf).exists()


def test_redact_takes_a_picture_and_its_files_from_every_text(secretariat, django_capture_on_commit_callbacks):
    picture = factories.picture()
    figure = f'<figure><img src="/media/pictures/{picture.token}/600.jpg" alt="x"></figure><p>After</p>'
    post, other = factories.post(body_en=figure), factories.post(cover=picture)
    factories.published(post)
    factories.published(other)
    with django_capture_on_commit_callbacks(execute=True):
        redaction.redact(post, pictures=[picture], by=secretariat)
    edition = Edition.objects.public().get(document=post.pk, language="en")
    assert edition.html == "<p>[removed for safety]</p><p>After</p>"
    assert Edition.objects.public().get(document=other.pk, language="en").matter["cover"] is None
    assert not Picture.objects.exists()
    assert not default_storage.exists(picture.path)
    assert traces(picture.token.lower()) == []


def test_redact_takes_from_other_texts_the_picture_alone(secretariat):
    picture, author = factories.picture(), factories.author("Machu Ana")
    post = factories.post(body_en="<p>Visit Machu Ana.</p>", cover=picture)
    other = factories.post(body_en="<p>Visit Machu Ana too.</p>", cover=picture)
    for each in (post, other):
        factories.byline(each, author)
        factories.published(each)
    counted = redaction.survey(post, passages=["Machu Ana"], pictures=[picture])
    struck = redaction.redact(post, passages=["Machu Ana"], pictures=[picture], by=secretariat)
    assert struck == counted
    edition = Edition.objects.public().get(document=other.pk, language="en")
    assert (edition.matter["cover"], edition.text) == (None, "Visit Machu Ana too.")
    assert [credit["name"] for credit in edition.matter["credits"]] == ["Machu Ana"]
    assert other.bylines.count() == 1


def test_redact_leaves_nothing_of_an_edition_that_ended_by_schedule(secretariat, monkeypatch):
    post = factories.post(body_en=f"<p>{NAME} was here.</p>")
    factories.published(post)
    post.body_en = "<p>Nobody was there.</p>"
    post.save()
    now = timezone.now()
    factories.published(post, at=now + timedelta(days=1))
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=2))
    redaction.redact(post, passages=[NAME], by=secretariat)
    assert traces("quisp") == []


def test_redact_leaves_nothing_of_a_pictures_name_in_the_log(secretariat):
    picture = factories.picture("marisol quispe")
    kind = ContentType.objects.get_for_model(Picture)
    fields = {"content_type": kind, "object_id": str(picture.pk), "object_repr": str(picture), "action_flag": CHANGE}
    LogEntry.objects.create(user=secretariat, **fields)
    post = factories.post(cover=picture)
    factories.published(post)
    redaction.redact(post, pictures=[picture], by=secretariat)
    assert traces("quispe") == []


def test_redact_takes_down_the_signature_of_that_name(secretariat):
    statement = factories.statement()
    factories.signature(statement, factories.signatory(NAME), group_heading_en="Co-chairs")
    factories.signature(statement, factories.signatory("Inés"))
    seal = factories.published(statement)
    redaction.redact(statement, passages=[NAME], by=secretariat)
    shown = Signature.objects.standing(seal)
    assert [(str(signature), signature.group_heading_en) for signature in shown] == [("Inés", "Co-chairs")]


@pytest.mark.parametrize("field", ["url", "archived_url"])
def test_redact_takes_away_the_reference_whose_address_spells_the_name(secretariat, field):
    statement = factories.statement()
    stays = statement.references.create(title_en="Report", url="https://news.example/a", publisher=f"{NAME} Press")
    addresses = {"url": "https://news.example/b", field: "https://news.example/2018/marisol-quispe.html"}
    statement.references.create(title_en="Portrait", position=1, **addresses)
    history.record(statement, statement.references.all(), by=secretariat, comment="")
    factories.published(statement)
    redaction.redact(statement, passages=[NAME], by=secretariat)
    assert list(statement.references.all()) == [stays]
    assert traces("quispe") == []


def test_redact_takes_the_byline_of_somebody_who_is_named_in_a_passage(secretariat):
    post = factories.post(body_en=f"<p>{NAME} wrote this.</p>")
    factories.byline(post, factories.author(NAME))
    stays = factories.author("Stays")
    factories.byline(post, stays)
    factories.published(post)
    redaction.redact(post, passages=[NAME], by=secretariat)
    edition = Edition.objects.public().get(document=post.pk, language="en")
    assert [credit["name"] for credit in edition.matter["credits"]] == ["Stays"]
    assert [byline.author for byline in post.bylines.all()] == [stays]


def statement_about_a_name():
    """A statement that carries the name in everything that stands with it."""
    statement = factories.statement(body_en="<p>A text.</p>")
    factories.issuer(statement, factories.organisation(name_en=f"House of {NAME}", name_es="Casa"))
    factories.issuer(statement)
    for url, archived, title in (
        ("https://news.example/marisol-quispe-is-free", "", "News"),
        ("https://news.example/1", "https://archive.example/?q=Marisol%20Quispe", "News"),
        ("https://news.example/2", "", f"{NAME} speaks"),
    ):
        factories.reference(
            statement, url=url, archived_url=archived, title_en=title, title_es=title, publisher=f"By {NAME}"
        )
    signature = factories.signature(statement, group_heading_en=f"Friends of {NAME}", authority=f"Told by {NAME}")
    signature.affiliations.update(role_en=f"Lawyer of {NAME}", organisation_es=f"Casa de {NAME}")
    statement.topics.add(factories.topic(name_en=NAME), factories.topic(name_en="Dams"))
    statement.translations.update_or_create(language="es", defaults={"translator": NAME})
    statement.cover = factories.picture(caption_en=f"{NAME}, 2019", credit=NAME, alt_es=f"Retrato de {NAME}")
    statement.save()
    return statement


def test_redact_leaves_no_name_in_what_stands_with_a_statement(client, secretariat):
    statement = statement_about_a_name()
    factories.published(statement)
    redaction.redact(statement, passages=[NAME], by=secretariat)
    statement.refresh_from_db()
    for _round in range(2):  # as it was struck, and as the next edition says it
        for code in ("en", "es"):
            page = client.get(f"/{code}/statements/{getattr(statement, f'slug_{code}')}/").content.decode().lower()
            assert "quispe" not in page
        factories.published(statement, change="typo")
    english = Edition.objects.public().get(document=statement.pk, language="en")
    assert [reference["url"] for reference in english.matter["references"]] == ["https://news.example/2"]
    assert [len(english.matter[name]) for name in ("issuers", "topics")] == [1, 1]


def test_redact_takes_a_picture_that_is_an_authors_photo_too(secretariat):
    picture = factories.picture()
    author = factories.author(photo=picture)
    post = factories.post(cover=picture)
    factories.published(post)
    redaction.redact(post, pictures=[picture], by=secretariat)
    author.refresh_from_db()
    assert author.photo is None
    assert not Picture.objects.exists()


def test_elsewhere_names_the_texts_and_things_that_a_redaction_does_not_touch(secretariat):
    post, other = everything_about_a_name(), factories.post(body_es=f"<p>También {NAME}.</p>")
    past = factories.post(body_en=f"<p>{NAME} was here.</p>")
    factories.published(past)
    past.body_en = "<p>Nobody was here.</p>"
    past.save()
    author = factories.author(NAME)
    found = [other.document_ptr, past.document_ptr, author]
    for _round in range(2):
        assert traces_elsewhere.elsewhere([NAME], besides=post) == found
        if _round == 0:
            redaction.redact(post, passages=[NAME], by=secretariat)


def test_survey_counts_and_changes_nothing():
    post = everything_about_a_name()
    before = traces("quispe")
    places = redaction.survey(post, passages=[NAME])
    assert places > 10
    assert traces("quispe") == before


def test_redact_says_when_nothing_was_found(secretariat):
    post = factories.post()
    factories.published(post)
    with pytest.raises(ValidationError, match="Nothing of this was found"):
        redaction.redact(post, passages=["Nobody of this name"], by=secretariat)


@pytest.mark.parametrize("role", ["moderator", "translator", "read-only", None])
def test_redact_is_a_right_of_its_own(role):
    post = everything_about_a_name()
    with pytest.raises(PermissionDenied):
        redaction.redact(post, passages=[NAME], by=factories.user(role))


def test_redact_is_recorded_without_saying_what(secretariat):
    post = everything_about_a_name()
    redaction.redact(post, passages=[NAME], by=secretariat)
    decision = post.decisions.filter(act="redact").get()
    assert (decision.by, decision.comment) == (secretariat, "")


def test_redacted_text_can_still_be_withdrawn(secretariat):
    post = everything_about_a_name()
    redaction.redact(post, passages=[NAME], by=secretariat)
    workflow.withdraw(post, languages=["en", "es"], note={"en": "For safety."}, by=secretariat)
    assert not Edition.objects.public().exists()
