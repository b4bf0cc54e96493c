"""A canary in every field of everything that readers may not see; then the whole site is read, and none may sing.

Where a state needs several texts, all of them carry the word. The site is read as a stranger reads it: by every link,
every feed and the sitemap, by searching, and by guessing addresses.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from members import agreement
from members.models import Submission
from publishing import pictures, redaction, scheduling, workflow
from publishing.models import Document, OldAddress, Picture, Seal, Stamp
from publishing.press import sitemaps
from publishing.sharing import links
from statements.models import Reference, Signature, Statement
from tests import factories
from tests.crawl import START, crawl

pytestmark = pytest.mark.django_db

WORD = "canary"
NOTE = {"en": "Why it was taken away.", "es": "Por qué se retiró."}
SECTIONS = {"post": "blog", "statement": "statements", "page": "pages"}
AROUND = {
    ("blog.Series", "series"): ("slug_en", "slug_es"),
    ("blog.Author", "authors"): ("slug",),
    ("publishing.Topic", "topics"): ("slug_en", "slug_es"),
    ("signatories.Signatory", "signatories"): ("slug",),
}
STAGES = ("draft", "submitted", "changes_requested", "declined", "accepted")


def texts() -> dict[str, str]:
    """The word in every field of a text, in both languages, with an address that nobody else has."""
    number = next(factories._numbers)
    found: dict[str, str] = {}
    for code in ("en", "es"):
        found |= {
            f"title_{code}": f"{WORD} title {number}",
            f"slug_{code}": f"{WORD}-{code}-{number}",
            f"summary_{code}": f"{WORD} standfirst",
            f"content_notice_{code}": f"{WORD} notice",
            f"body_{code}": f'<h2>{WORD} heading</h2><p>{WORD} text<span data-footnote="k7f3a2">{WORD} note</span></p>',
        }
    return found


def picture() -> Picture:
    return factories.picture(
        WORD, alt_en=WORD, alt_es=WORD, caption_en=f"{WORD} caption", caption_es=f"{WORD} pie", credit=WORD
    )


def surround(document: Any) -> None:
    """Everything that can hang on a text, with the word in each of its fields."""
    number = next(factories._numbers)
    names = {f"name_{code}": f"{WORD} topic {number} {code}" for code in ("en", "es")}
    slugs = {f"slug_{code}": f"{WORD}-topic-{number}-{code}" for code in ("en", "es")}
    document.topics.add(factories.topic(**names, **slugs))
    shown = picture()
    body = document.body_en + f'<figure><img src="{pictures.url(picture())}" alt="{WORD}"></figure>'
    type(document).objects.filter(pk=document.pk).update(cover=shown, body_en=body, body_es=body)
    document.translations.create(language="es", translator=f"{WORD} translator")
    OldAddress.objects.create(path=f"/2018/08/{WORD}-{number}.html", document=document)
    if document.kind == "post":
        _surround_post(document, number)
    if document.kind == "statement":
        _surround_statement(document)


def _surround_post(post: Any, number: int) -> None:
    of_series: dict[str, str] = {}
    for code in ("en", "es"):
        names = ("title", "intro", "disclaimer", "link_text")
        of_series |= {f"{name}_{code}": f"{WORD} {name} {number}" for name in names}
        of_series |= {f"slug_{code}": f"{WORD}-series-{number}-{code}"}
    series = factories.series(link=f"https://{WORD}.example/", **of_series)
    type(post).objects.filter(pk=post.pk).update(series=series)
    bios = {"bio_en": f"<p>{WORD}</p>", "bio_es": f"<p>{WORD}</p>"}
    author = factories.author(f"{WORD} author {number}", slug=f"{WORD}-author-{number}", photo=picture(), **bios)
    factories.byline(post, author, note_en=f"{WORD} starred", note_es=f"{WORD} starred")


def _surround_statement(statement: Statement) -> None:
    factories.issuer(statement, factories.organisation(name_en=f"{WORD} issuer", name_es=f"{WORD} issuer"))
    for name in Reference.List.values:
        statement.references.create(
            list=name,
            title_en=f"{WORD} reference",
            title_es=f"{WORD} reference",
            url=f"https://news.example/{WORD}",
            publisher=WORD,
            archived_url=f"https://archive.example/{WORD}",
        )
    sign(statement)


def sign(statement: Statement, **fields: Any) -> Signature:
    """A signature with the word in each of its fields."""
    person = factories.signatory(f"{WORD} signatory {next(factories._numbers)}")
    type(person).objects.filter(pk=person.pk).update(slug=f"{WORD}-signatory-{person.pk}")
    fields = {"group_heading_en": f"{WORD} heading", "group_heading_es": WORD, "authority": f"{WORD} mail", **fields}
    signature = factories.signature(statement, person, **fields)
    signature.affiliations.update(role_en=WORD, role_es=WORD, organisation_en=WORD, organisation_es=WORD)
    return signature


MAKERS: dict[str, Callable[..., Any]] = {
    "post": factories.post,
    "statement": factories.statement,
    "page": factories.page,
}


def tomorrow() -> Any:
    return timezone.now() + timedelta(days=1)


def never_published(make: Callable[..., Any], by: User) -> None:
    for stage in STAGES:
        document = make(**texts(), stage=stage)
        if stage == "draft":
            surround(document)
        document.decisions.create(act="submit", comment=f"{WORD} comment", by=by)


def shared(make: Callable[..., Any], by: User) -> None:
    """Shown to somebody outside, who has answered; and the answer has been read."""
    document = make(**texts())
    surround(document)
    for living in (False, True):
        link = links.make(document, living=living, days=1, by=by)
        factories.answer(link, name=f"{WORD} visitor", comment=f"{WORD} comment")
        Client().get(f"/preview/{links.token_of(link)}/en/")


def changed_since(make: Callable[..., Any], by: User) -> None:
    document = make()
    factories.published(document)
    type(document).objects.filter(pk=document.pk).update(**texts())
    document.refresh_from_db()
    surround(document)


def scheduled(make: Callable[..., Any], by: User) -> None:
    document = make(**texts())
    surround(document)
    factories.published(document, at=tomorrow())


def scheduled_change(make: Callable[..., Any], by: User) -> None:
    document = make()
    factories.published(document)
    type(document).objects.filter(pk=document.pk).update(**texts())
    document.refresh_from_db()
    surround(document)
    note = {"en": f"{WORD} public note", "es": f"{WORD} public note"}
    factories.published(document, change="correction", note=note, at=tomorrow())


def overtaken_change(make: Callable[..., Any], by: User) -> None:
    document = make()
    before = {field.name: getattr(document, field.name) for field in document._meta.fields if field.name[-3:-2] == "_"}
    factories.published(document)
    type(document).objects.filter(pk=document.pk).update(**texts())
    note = {"en": f"{WORD} public note", "es": f"{WORD} public note"}
    factories.published(document, change="correction", note=note, at=tomorrow())
    type(document).objects.filter(pk=document.pk).update(**before)
    factories.published(document, change="typo")


def stopped_first(make: Callable[..., Any], by: User) -> None:
    document = make(**texts())
    surround(document)
    let_pass(scheduling.stop, factories.published(document, at=tomorrow()), by)


def stopped_change(make: Callable[..., Any], by: User) -> None:
    document = make()
    before = {field.name: getattr(document, field.name) for field in document._meta.fields if field.name[-3:-2] == "_"}
    factories.published(document)
    type(document).objects.filter(pk=document.pk).update(**texts())
    note = {"en": f"{WORD} public note", "es": f"{WORD} public note"}
    seal = factories.published(document, change="correction", note=note, at=tomorrow())
    type(document).objects.filter(pk=document.pk).update(**before)
    let_pass(scheduling.stop, seal, by)


def moved_change(make: Callable[..., Any], by: User) -> None:
    document = make()
    factories.published(document)
    type(document).objects.filter(pk=document.pk).update(**texts())
    note = {"en": f"{WORD} public note", "es": f"{WORD} public note"}
    seal = factories.published(document, change="correction", note=note, at=timezone.now() + timedelta(hours=1))
    scheduling.move(seal, at=tomorrow(), by=by)
    assert not seal.editions.public(timezone.now() + timedelta(hours=2)).exists()


def let_pass(stop: Callable[..., None], seal: Seal, by: User) -> None:
    """Stop what a seal has scheduled, and let the minute come at which it would have appeared."""
    stop(seal, by=by)
    passed = timezone.now() - timedelta(seconds=1)
    seal.editions.update(released_at=passed, superseded_at=passed)


def withdrawn(make: Callable[..., Any], by: User) -> None:
    document = make(**texts())
    surround(document)
    factories.published(document)
    workflow.withdraw(document, languages=["en", "es"], note=NOTE, by=by)


def withdrawn_in_one_language(make: Callable[..., Any], by: User) -> None:
    spanish = {name: text for name, text in texts().items() if name.endswith("_es")}
    document = make(**spanish)
    factories.published(document)
    workflow.withdraw(document, languages=["es"], note=NOTE, by=by)


def superseded(make: Callable[..., Any], by: User) -> None:
    document = make(**texts())
    surround(document)
    factories.published(document)
    fresh = factories._texts("fresh", {})
    notices = {"content_notice_en": "", "content_notice_es": ""}
    type(document).objects.filter(pk=document.pk).update(**fresh, **notices, cover=None)
    document.topics.clear()
    document.translations.all().delete()
    OldAddress.objects.filter(document=document).delete()
    if document.kind == "post":
        document.bylines.all().delete()
        type(document).objects.filter(pk=document.pk).update(series=None)
    if document.kind == "statement":
        document.issuings.all().delete()
        document.references.all().delete()
    factories.published(document, change="amendment")


def redacted(make: Callable[..., Any], by: User) -> None:
    document = make(**texts())
    factories.published(document)
    type(document).objects.filter(pk=document.pk).update(summary_en="Corrected.")
    factories.published(document, change="correction")
    redaction.redact(document, passages=[f"{WORD}"], by=by)


def signed_out_of_sight(make: Callable[..., Any], by: User) -> None:
    """Signatures that wait, or whose name may not be shown, under statements that are public."""
    statement = factories.statement()
    for state in ("invited", "pending", "declined"):
        sign(statement, state=state, via="form")
    hidden = {state: sign(statement) for state in ("withdrawn", "anonymised", "confirmed")}
    shown = factories.signature(statement, authority=f"{WORD} mail")
    factories.published(statement)
    for state, signature in hidden.items():
        Signature.objects.filter(pk=signature.pk).update(state=state)
    sign(statement)
    Stamp.objects.replace()
    assert shown.statement_id == statement.pk


def people(make: Callable[..., Any], by: User) -> None:
    """Who works here or would like to, what they say about themselves, and who is in the address book."""
    person = factories.user("secretariat", username=f"{WORD}{next(factories._numbers)}@rivers.example", first_name=WORD)
    said = dict.fromkeys(("organisation", "bio_en", "bio_es"), WORD)
    factories.person(person, photo=picture(), profile_waits=timezone.now(), **said)
    asks = dict.fromkeys(("first_name", "last_name", "organisation", "why", "comment"), WORD)
    factories.account_request(email=f"{WORD}-asks-{person.pk}@rivers.example", **asks)
    author = factories.author("A public author", user=person)
    post = factories.post(created_by=person)
    factories.byline(post, author)
    factories.published(post, by=factories.user("administrator", username=f"{WORD}-boss-{person.pk}@rivers.example"))
    factories.organisation(name_en=f"{WORD} organisation", acronym=WORD)
    factories.signatory(f"{WORD} who never signed")
    factories.author(f"{WORD} who never wrote", slug=f"{WORD}-never-{person.pk}", photo=picture())
    factories.series(title_en=f"{WORD} empty series", slug_en=f"{WORD}-empty-{person.pk}")
    factories.topic(name_en=f"{WORD} empty topic {person.pk}", slug_en=f"{WORD}-empty-{person.pk}")


def submissions(make: Callable[..., Any], by: User) -> None:
    """What members write, in each stage, with who else wrote it and what was said of it; and a correction begun."""
    moderator = factories.user("moderator", first_name=WORD)
    for stage in ("writing", "draft", "submitted", "taken", "changes_requested", "translating", "declined"):
        person = factories.member(first_name=WORD, username=f"{WORD}{next(factories._numbers)}@rivers.example")
        made = factories.submission(person, **texts())
        _co_written(made)
        factories.bring(made, stage, by=moderator)
        _talked_about(made, moderator)
    made = factories.bring(factories.submission(), "correcting", by=moderator)
    type(made.post).objects.filter(pk=made.post_id).update(**texts())
    made.post.refresh_from_db()
    _co_written(made)
    _talked_about(made, moderator)


def _co_written(made: Submission) -> None:
    surround(made.post)
    for byline in made.post.bylines.filter(author__user=None):
        made.consents.create(author=byline.author, email=f"{WORD}@rivers.example")
    factories.picture(WORD, private=True, uploaded_by=made.by, alt_en=WORD, credit=WORD)


def _talked_about(made: Submission, moderator: User) -> None:
    said = {"comment": f"{WORD} comment", "quote": f"{WORD} quote", "by": moderator}
    for internal in (True, False):
        made.post.decisions.create(act="comment", internal=internal, **said)
    if made.post.stage in ("submitted", "translating"):
        agreement.ask(made, by=moderator)


STATES = (
    *(never_published, shared, changed_since, scheduled, scheduled_change, overtaken_change, withdrawn),
    *(stopped_first, stopped_change, moved_change, withdrawn_in_one_language, superseded, redacted),
)


@pytest.fixture
def stranger() -> Client:
    return Client(raise_request_exception=False)


def guesses() -> Iterator[str]:
    """Every address that somebody who knew the names could try."""
    for document in Document.objects.all():
        slugs = {document.slug_en, document.slug_es}
        slugs |= set(document.editions.values_list("slug", flat=True))
        slugs |= set(document.addresses.values_list("slug", flat=True))
        yield from _guesses(slugs, SECTIONS[document.kind])
    for (model, section), columns in AROUND.items():
        for column in columns:
            slugs = set(apps.get_model(model).objects.values_list(column, flat=True))
            yield from _guesses(slugs, section)
            if section != "signatories":
                yield from (f"{path}feed/" for path in _guesses(slugs, section))
    yield from OldAddress.objects.values_list("path", flat=True)


def earlier() -> Iterator[str]:
    """The pages of editions and differences below every text, of numbers that were given and of one that was not."""
    for document in Document.objects.all():
        slugs = {document.slug_en, document.slug_es, *document.editions.values_list("slug", flat=True)}
        for path in (f"/{code}/{SECTIONS[document.kind]}/{slug}/editions/" for slug in slugs for code in ("en", "es")):
            yield from (path, *(f"{path}{n}/" for n in (1, 2, 3)), *(f"{path}{n}/" for n in ("1..2", "2..3", "1..3")))
            yield f"{path}compare/?from=1&to=2"


def _guesses(slugs: set[Any], section: str) -> Iterator[str]:
    yield from (f"/{code}/{section}/{slug}/" for slug in slugs if slug and WORD in slug for code in ("en", "es"))


def hears(client: Client) -> list[str]:
    """Where the word is to be read."""
    heard = [path for path, (_status, body) in crawl(client).items() if WORD.encode() in body or WORD in path]
    for path in guesses():
        response = client.get(path)
        said = response.content + str(response.headers).encode()
        if WORD.encode() in said or response.status_code not in (301, 302, 404, 410):
            heard.append(path)
    heard += [path for path in earlier() if WORD.encode() in client.get(path).content]
    for code in ("en", "es"):
        for words in (WORD, f"{WORD} text", f'"{WORD} note"', f"{WORD} title", f"{WORD} topic", f"{WORD} author"):
            hits = client.get(f"/{code}/search/", {"q": words}).context["results"]
            heard += [hit["url"] for hit in hits]
    for shown in Picture.objects.filter(name=WORD):
        for name in ("full.jpg", "480.avif", "600.jpg", "600.webp"):
            response = client.get(f"{settings.MEDIA_URL}{shown.folder}/{name}")
            if response.streaming and b"".join(response):
                heard.append(f"{shown.folder}/{name}")
    return heard


def kept() -> list[str]:
    """Pages in the cache that hold the word, compressed or not."""
    backend: Any = caches["pages"]
    return [key for key, value in backend._cache.items() if WORD.encode() in value]


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_nobody_hears_what_is_not_public(
    stranger: Client, administrator: User, state: Callable[..., None], kind: str
) -> None:
    state(MAKERS[kind], administrator)
    heard = hears(stranger)
    if state is superseded:
        # What was shown once can be read as it stood, and nowhere else.
        assert [path for path in heard if "/editions/" in path]
        assert [path for path in heard if not is_of_an_earlier_edition(path)] == []
        return
    assert heard == []
    assert kept() == []


def is_of_an_earlier_edition(path: str) -> bool:
    return "/editions/" in path or path.startswith(("pictures/", settings.MEDIA_URL))


@pytest.mark.parametrize("state", [signed_out_of_sight, people, submissions], ids=lambda state: state.__name__)
def test_nobody_hears_who_is_not_public(stranger: Client, administrator: User, state: Callable[..., None]) -> None:
    state(MAKERS["statement"], administrator)
    assert hears(stranger) == []
    assert kept() == []


def test_mails_about_submissions_go_to_those_who_may_read_them(
    administrator: User, mailoutbox: Any, django_capture_on_commit_callbacks: Any
) -> None:
    """To its author, to whoever is asked to agree, and to those who decide."""
    others = [factories.member(), *(factories.user(role) for role in ("read-only", "translator", None))]
    with django_capture_on_commit_callbacks(execute=True):
        submissions(MAKERS["post"], administrator)
    sung = {to for mail in mailoutbox if WORD in f"{mail.subject} {mail.body} {mail.alternatives}" for to in mail.to}
    deciders = set(User.objects.filter(groups__name__in=("moderator", "secretariat")).values_list("email", flat=True))
    authors = {address for address in sung if address.startswith(WORD)}
    assert sung - deciders - authors - set(Submission.objects.values_list("by__email", flat=True)) == set()
    assert (bool(authors), sung & {person.email for person in others}) == (True, set())


def test_nobody_hears_any_of_it_where_all_of_it_is(stranger: Client, administrator: User) -> None:
    for make in MAKERS.values():
        for state in STATES:
            state(make, administrator)
        factories.published(make())
    signed_out_of_sight(MAKERS["statement"], administrator)
    people(MAKERS["post"], administrator)
    assert [path for path in hears(stranger) if not is_of_an_earlier_edition(path)] == []
    # The public site has been read, not an empty one.
    assert len(crawl(stranger)) > 60


def test_word_is_heard_where_it_is_public(stranger: Client) -> None:
    """The listening works: what is public sings everywhere."""
    for make in MAKERS.values():
        document = make(**texts())
        surround(document)
        factories.published(document)
    heard = hears(stranger)
    part = f"/sitemap-{document.pk // sitemaps.SIZE}.xml"
    for place in ("/en/", "/es/feed/", part, "/sitemap-around.xml", "/en/blog/", "/es/statements/"):
        assert place in heard
    assert [path for path in heard if "/authors/" in path and path.endswith("/feed/")]
    assert any(path.startswith("/media/") for path in crawl(stranger, START))
    assert any("/signatories/" in path for path in heard)


def test_database_that_is_away_and_errors_say_nothing(stranger: Client, administrator: User) -> None:
    withdrawn(MAKERS["post"], administrator)
    for path in guesses():
        for headers in ({"Host": "bad host"}, {"If-None-Match": '"x"'}):
            assert WORD not in stranger.get(path, headers=headers).content.decode()
