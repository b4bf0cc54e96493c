"""Real objects for tests. Each function saves what it makes and fills in what the test does not care about."""

import itertools
import time
from datetime import datetime
from io import BytesIO
from typing import Any

from allauth.mfa.totp.internal import auth as totp_auth
from django.contrib.auth.models import Group, User
from django.utils import timezone
from PIL import Image

from accounts.asking import mailbox_of
from accounts.models import AccountRequest, Invitation, Mail, Person, digest_of
from blog.models import Author, Byline, Post, Series
from config.roles import make_groups
from members import workflow as members
from members.models import Submission
from pages.models import Page
from publishing import pictures, workflow
from publishing.models import BrokenLink, Document, Picture, PreviewAnswer, PreviewLink, Seal, Topic
from publishing.sharing import answers, showing
from signatories.models import Organisation, Signatory
from statements.models import Affiliation, Issuer, Reference, Signature, Statement

_numbers = itertools.count(1)


def user(role: str | None = None, **fields: Any) -> User:
    """Somebody with an account: without a role, or as a member, a stranger to the admin; "administrator" may all."""
    name = fields.pop("username", f"person{next(_numbers)}@rivers.example")
    if role == "administrator":
        return User.objects.create_superuser(name, name, "a long password", **fields)
    person = User.objects.create_user(name, name, "a long password", is_staff=role not in (None, "member"), **fields)
    if role:
        person.groups.add(group(role))
    return person


def group(role: str) -> Group:
    """The group of a role, as the migration makes it."""
    if not Group.objects.filter(name=role).exists():
        # A transactional test before this one has emptied what the migration made.
        from django.apps import apps

        make_groups(apps)
    return Group.objects.get(name=role)


def invitation(
    *,
    token: str = "a token",  # noqa: S107
    **fields: Any,
) -> Invitation:
    """Somebody who is invited, and whose link has this token."""
    number = next(_numbers)
    fields = {
        "email": f"invited{number}@rivers.example",
        "first_name": "Inés",
        "language": "en",
        "expires_at": timezone.now() + Invitation.LASTS,
        "digest": Invitation.digest_of(token),
        **fields,
    }
    role = fields.pop("role", None) or group("moderator")
    return Invitation.objects.create(role=role, **fields)


def account_request(
    *,
    token: str = "a token",  # noqa: S107
    **fields: Any,
) -> AccountRequest:
    """Somebody who has asked for an account and confirmed their address, by a link with this token."""
    number = next(_numbers)
    fields = {
        "email": f"asks{number}@rivers.example",
        "first_name": "Inés",
        "last_name": "Lavalle",
        "organisation": "River Watch",
        "why": "To write about our river.",
        "language": "en",
        "asked_at": timezone.now(),
        "confirmed_at": timezone.now(),
        "digest": digest_of(f"{token}{number}" if token == "a token" else token),
        **fields,
    }
    return AccountRequest.objects.create(mailbox=mailbox_of(fields["email"]), **fields)


def person(of: User, **fields: Any) -> Person:
    """What somebody says about themselves."""
    return Person.objects.create(user=of, **{"language": "en", **fields})


def mail(**fields: Any) -> Mail:
    """A mail that waits in the outbox."""
    texts = {"to": "ines@rivers.example", "subject": "News", "text": "A secret link", "html": "<p>A secret link</p>"}
    return Mail.objects.create(**{**texts, **fields})


def authenticator(of: User) -> str:
    """Give somebody an authenticator app; returns its secret, from which `totp` makes codes."""
    secret = totp_auth.generate_totp_secret()
    totp_auth.TOTP.activate(of, secret)
    return secret


def totp(secret: str, moment: float | None = None) -> str:
    """The code that an app shows."""
    counter = int(time.time() if moment is None else moment) // 30
    return totp_auth.format_hotp_value(totp_auth.hotp_value(secret, counter))


def post(**fields: Any) -> Post:
    """A draft in English and Spanish; pass `title_es=""` and so on for one in English alone."""
    return Post.objects.create(**_texts("post", fields))


def statement(**fields: Any) -> Statement:
    return Statement.objects.create(**_texts("statement", fields))


def page(**fields: Any) -> Page:
    return Page.objects.create(**_texts("page", fields))


def _texts(kind: str, fields: dict[str, Any]) -> dict[str, Any]:
    number = next(_numbers)
    texts = {
        "title_en": f"English {kind} {number}",
        "title_es": f"{kind} en español {number}",
        "slug_en": f"english-{kind}-{number}",
        "slug_es": f"en-espanol-{kind}-{number}",
        "summary_en": "A standfirst.",
        "summary_es": "Una bajada.",
        "body_en": "<p>English text.</p>",
        "body_es": "<p>Texto en español.</p>",
    }
    return {**texts, **fields}


def published(document: Document, *, languages: tuple[str, ...] = ("en", "es"), **how: Any) -> Seal:
    """Publish a document's working copy, as its first publication unless told otherwise."""
    how.setdefault("change", "first" if not document.seals.exists() else "correction")
    if how["change"] in Seal.NOTED:
        how.setdefault("note", {"en": "What changed.", "es": "Lo que cambió."})
    how.setdefault("by", User.objects.filter(is_superuser=True).first() or user("administrator"))
    return workflow.publish(document, languages=languages, **how)


def member(**fields: Any) -> User:
    """Somebody outside the secretariat with an account."""
    person = User.objects.create_user(
        fields.pop("username", f"member{next(_numbers)}@rivers.example"),
        password="a long password",
        **{"first_name": "Rosa", "last_name": "Quispe", **fields},
    )
    person.email = person.username
    person.save()
    person.groups.add(group("member"))
    return person


def submission(by: User | None = None, **fields: Any) -> Submission:
    """A text that a member is writing, with themselves in its byline."""
    by = by or member()
    made = post(stage=Document.Stage.WRITING, created_by=by, **fields)
    mine = Author.objects.filter(user=by).first() or author(by.get_full_name(), user=by)
    byline(made, mine)
    return Submission.objects.create(post=made, by=by)


def submitted(by: User | None = None, **fields: Any) -> Submission:
    """A text that waits for a decision."""
    made = submission(by, **fields)
    return members.submit(made, by=made.by)


def bring(of: Submission, stage: str, *, by: User) -> Submission:
    """A text that is being written, brought to a stage as people bring it there; `by` is the moderator."""
    if stage != "writing":
        members.submit(of, by=of.by)
    if stage == "draft":
        members.take_back(of, by=of.by)
    elif stage == "taken":
        members.take_up(of, by=by)
    elif stage == "changes_requested":
        members.request_changes(of, comment="Say more.", by=by)
    elif stage == "translating":
        members.translate(of, by=by)
    elif stage == "declined":
        members.decline(of, comment="Not for us.", by=by)
    elif stage in ("accepted", "correcting"):
        members.accept(of, languages=("en", "es"), change="first", by=by)
    if stage == "correcting":
        members.correct(of, by=of.by)
    of.refresh_from_db()
    return of


def agreed_and_published(of: Submission) -> Seal | None:
    """A member's text, submitted as it stands, accepted and published in both languages."""
    members.submit(of, by=of.by)
    return members.accept(of, languages=("en", "es"), change="first", by=user("moderator"))


def answer(link: PreviewLink, language: str = "en", **fields: Any) -> PreviewAnswer:
    """An answer to what a preview link shows now."""
    shown = showing.of(link, language)
    assert shown
    said = answers.read(link, answers.sign(link, shown)) or {}
    return answers.keep(link, said=said, **{"name": "Ana Lima", "agrees": True, "comment": "", **fields})


def broken_link(of: Document | None = None, **fields: Any) -> BrokenLink:
    fields = {
        "language": "en",
        "place": "text",
        "words": "the report",
        "url": "/en/blog/gone/",
        "why": "nowhere",
    } | fields
    return BrokenLink.objects.create(document_id=(of or post()).pk, checked_at=timezone.now(), **fields)


def series(**fields: Any) -> Series:
    number = next(_numbers)
    fields = {
        "title_en": f"Series {number}",
        "title_es": f"Serie {number}",
        "slug_en": f"series-{number}",
        "slug_es": f"serie-{number}",
        "disclaimer_en": "<p>Opinions are the authors’ own.</p>",
        "disclaimer_es": "<p>Las opiniones son de quienes firman.</p>",
        **fields,
    }
    return Series.objects.create(**fields)


def author(name: str = "", **fields: Any) -> Author:
    number = next(_numbers)
    return Author.objects.create(name=name or f"Author {number}", slug=fields.pop("slug", f"author-{number}"), **fields)


def byline(of: Post, who: Author | None = None, **fields: Any) -> Byline:
    return Byline.objects.create(post=of, author=who or author(), position=of.bylines.count(), **fields)


def topic(**fields: Any) -> Topic:
    number = next(_numbers)
    fields = {
        "name_en": f"Topic {number}",
        "name_es": f"Tema {number}",
        "slug_en": f"topic-{number}",
        "slug_es": f"tema-{number}",
        **fields,
    }
    return Topic.objects.create(**fields)


def organisation(**fields: Any) -> Organisation:
    number = next(_numbers)
    return Organisation.objects.create(
        **{"name_en": f"Organisation {number}", "name_es": f"Organización {number}", **fields}
    )


def issuer(of: Statement, who: Organisation | None = None) -> Issuer:
    return Issuer.objects.create(statement=of, organisation=who or organisation(), position=of.issuings.count())


def reference(of: Statement, **fields: Any) -> Reference:
    return Reference.objects.create(
        **{
            "statement": of,
            "position": of.references.count(),
            "url": "https://news.example/",
            "title_en": "News",
            **fields,
        }
    )


def signatory(name: str = "", **fields: Any) -> Signatory:
    number = next(_numbers)
    return Signatory.objects.create(name=name or f"Signatory {number}", slug=f"signatory-{number}", **fields)


def signature(of: Statement, who: Signatory | None = None, roles: int = 1, **fields: Any) -> Signature:
    """A signature that waits to be bound by the next seal, unless `seal` and `state` say otherwise."""
    made = Signature.objects.create(
        statement=of, signatory=who or signatory(), position=of.signatures.count(), **fields
    )
    for position in range(roles):
        Affiliation.objects.create(
            signature=made,
            position=position,
            role_en=f"Role {position}",
            role_es=f"Cargo {position}",
            organisation_en="A union",
            organisation_es="Un sindicato",
            country="PE",
        )
    return made


def picture(name: str = "river", *, size: tuple[int, int] = (600, 400), **fields: Any) -> Picture:
    """A picture with its files, taken in the way an upload is."""
    return pictures.take_in(image_file(size=size), name=name, **{"alt_en": "A river", "alt_es": "Un río", **fields})


def image_file(*, size: tuple[int, int] = (600, 400), kind: str = "JPEG") -> BytesIO:
    buffer = BytesIO()
    Image.new("RGB", size, (11, 93, 99)).save(buffer, kind)
    buffer.seek(0)
    return buffer


def moment(text: str) -> datetime:
    """An aware moment from "2018-08-15T12:00"."""
    return datetime.fromisoformat(f"{text}+00:00")
