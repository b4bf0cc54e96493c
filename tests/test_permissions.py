"""Who may do what: every address of the site, asked by everybody, with GET and with POST.

An address that no rule here names fails, so that none is added without saying who may use it. A page for readers goes
into `READERS`, the admin's own page of a model needs nothing, a further page of the desk goes into `DESK`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import BlockedAddress
from members.models import StandardReply
from publishing.models import Decision, Document, Edition, Seal
from publishing.sharing import links
from tests import factories

pytestmark = pytest.mark.django_db

ROLES = (None, "member", "read-only", "translator", "moderator", "secretariat", "administrator")

ANYONE, PERSON, STAFF, NOBODY = ("anyone",), ("person",), ("staff",), ("nobody",)
ELSEWHERE = ("elsewhere",)  # nothing is here: whoever comes is sent on, or refused
Need = tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """What GET and what POST need: one of those above, or permissions that must all be held."""

    get: Need
    post: Need


LEADS_ON = Rule(STAFF, STAFF)  # the old address of a change form: the form itself asks who it is
READER = Rule(ANYONE, NOBODY)
EDITIONS = ("", "_editions", "_edition", "_compare", "_difference")  # a text's own page, and those below it
READERS = {
    *("start", "healthz", "robots.txt", "sitemap", "sitemap_around", "sitemap_part", "picture"),
    *("publishing:home", "publishing:feed", "publishing:search", "publishing:topic", "publishing:topic_feed"),
    *("publishing:corrections", "publishing:corrections_feed"),
    *(f"{text}{page}" for text in ("blog:post", "statements:statement", "pages:page") for page in EDITIONS),
    *("blog:posts", "blog:year", "blog:month", "blog:series", "blog:series_feed"),
    *("blog:author", "blog:author_feed"),
    *("statements:statements", "statements:feed", "statements:signatory"),
}
# Behind a link that somebody was given: whoever has it is served, and answers.
SHARED = {
    **dict.fromkeys(("preview", "preview_answered", "preview_picture"), READER),
    "preview_text": Rule(ANYONE, ANYONE),
}
DESK = {
    "admin:index": Rule(STAFF, STAFF),
    "admin:app_list": Rule(STAFF, STAFF),
    "admin:login": Rule(ELSEWHERE, ELSEWHERE),  # there is one page for logging in, and it is not this
    "admin:logout": Rule(NOBODY, ANYONE),
    "admin:language": Rule(ANYONE, ANYONE),
    "admin:password_change": Rule(STAFF, STAFF),
    "admin:password_change_done": Rule(STAFF, NOBODY),
    "admin:jsi18n": Rule(STAFF, NOBODY),
    "admin:autocomplete": Rule(NOBODY, NOBODY),  # without saying of which field
    "admin:view_on_site": Rule(NOBODY, NOBODY),
    "admin:catch_all": Rule(NOBODY, NOBODY),
    "admin:publishing_edition_scheduled": Rule(("publishing.view_edition",), NOBODY),
    "admin:publishing_picture_picker": Rule(("publishing.view_picture",), NOBODY),
    "admin:publishing_picture_describe": Rule(*[("publishing.change_picture",)] * 2),
    "admin:publishing_picture_replace": Rule(
        *[("publishing.add_picture", "publishing.change_picture", "publishing.publish_document")] * 2
    ),
    # Read by those who may view submissions, decided there by those who may review them.
    "admin:members_submission_changelist": Rule(*[("members.view_submission",)] * 2),
    "admin:members_submission_change": Rule(
        ("members.view_submission",), ("members.view_submission", "members.review_submission")
    ),
    "admin:members_submission_history": Rule(*[("members.view_submission",)] * 2),
    "admin:members_submission_add": Rule(NOBODY, NOBODY),
    "admin:members_submission_delete": Rule(NOBODY, NOBODY),
    "admin:members_submission_mails": Rule(NOBODY, ("members.review_submission",)),
    "admin:auth_user_add": Rule(NOBODY, NOBODY),  # accounts come from invitations
    "admin:auth_user_second_factor": Rule(("auth.change_user",), ("auth.change_user",)),
    "admin:accounts_auditentry_changelist": Rule(("accounts.view_auditentry",), NOBODY),
    "admin:accounts_auditentry_export": Rule(("accounts.view_auditentry",), NOBODY),
    "admin:accounts_invitation_resend": Rule(NOBODY, ("accounts.change_invitation",)),
    "admin:accounts_invitation_revoke": Rule(NOBODY, ("accounts.change_invitation",)),
    "admin:accounts_mail_add": Rule(NOBODY, NOBODY),  # mails come from what happens
    "admin:accounts_mail_change": Rule(("accounts.view_mail",), NOBODY),
    "admin:auth_user_password_change": Rule(("auth.change_user",), ("auth.change_user",)),
    "importing:upload": Rule(*[("importing.import_blog", "publishing.publish_document")] * 2),
    "post_from_word": Rule(*[("blog.add_post", "blog.change_post", "publishing.add_picture")] * 2),
    "importing:feed": Rule(*[("importing.import_blog", "publishing.publish_document")] * 2),
}
# Signing in. A person is anybody with an account; where nothing of theirs is to be found, nobody is served.
ACCOUNTS = {
    **dict.fromkeys(("invitation", "account_login", "account_logout", "account_signup"), Rule(ANYONE, ANYONE)),
    **dict.fromkeys(("account_reset_password", "account_reset_password_from_key"), Rule(ANYONE, ANYONE)),
    **dict.fromkeys(("account_ask", "account_ask_confirm"), Rule(ANYONE, ANYONE)),
    "account_asked": READER,
    "account_request_login_code": Rule(ANYONE, ANYONE),
    "account_confirm_login_code": Rule(ELSEWHERE, ELSEWHERE),  # halfway through a login
    "account_profile": Rule(PERSON, PERSON),
    "account_photo": Rule(PERSON, NOBODY),
    **dict.fromkeys(("account_reset_password_done", "account_reset_password_from_key_done"), READER),
    **dict.fromkeys(("mfa_authenticate", "mfa_login_webauthn"), Rule(ELSEWHERE, ELSEWHERE)),  # halfway through a login
    **dict.fromkeys(
        ("account_change_password", "account_set_password", "account_reauthenticate"), Rule(PERSON, PERSON)
    ),
    **dict.fromkeys(("mfa_reauthenticate", "mfa_reauthenticate_webauthn"), Rule(PERSON, PERSON)),
    **dict.fromkeys(("mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"), Rule(PERSON, PERSON)),
    **dict.fromkeys(("mfa_edit_webauthn", "mfa_remove_webauthn"), Rule(PERSON, PERSON)),
    **dict.fromkeys(("mfa_index", "mfa_list_webauthn"), Rule(PERSON, NOBODY)),
    **dict.fromkeys(("mfa_deactivate_totp", "mfa_view_recovery_codes"), Rule(NOBODY, NOBODY)),
    **dict.fromkeys(("mfa_download_recovery_codes", "mfa_totp_picture"), Rule(NOBODY, NOBODY)),
    "account_inactive": READER,
    "accounts": Rule(ANYONE, ANYONE),  # leads to one's own second factor, and that asks who it is
}
# What members write: for whoever has an account; in this world the text is nobody's whom the test sends (see
# tests/test_writing.py for whose it is).
MEMBERS = {
    "members:start": READER,
    "members:new": Rule(PERSON, PERSON),
    "members:word": Rule(PERSON, PERSON),
    "members:pictures": Rule(PERSON, PERSON),
    **dict.fromkeys(
        (f"members:{name}" for name in ("text", "edit", "preview", "send", "take_back", "correct", "delete")),
        Rule(NOBODY, NOBODY),
    ),
}
# The record of the press and of the imports: read by those who may, written by nobody's hand.
RECORD = {
    "publishing.edition": "publishing.view_edition",
    "publishing.seal": "publishing.view_seal",
    "publishing.decision": "publishing.view_decision",
    "publishing.brokenlink": "publishing.view_document",
    "importing.importedentry": "importing.import_blog",
    "accounts.accountrequest": "accounts.view_accountrequest",
    "accounts.person": "accounts.view_person",
}
# What is done on the page of a row that is otherwise only read.
ACTS = {
    "accounts.accountrequest": "accounts.decide_accountrequest",
    "accounts.person": "accounts.publish_profile",
}


def rule_of(name: str) -> Rule | None:
    """Who may use the address of this name; None where nobody has said."""
    if name in READERS:
        return READER
    if name in ACCOUNTS | SHARED | MEMBERS:
        return (ACCOUNTS | SHARED | MEMBERS)[name]
    if name in DESK:
        return DESK[name]
    for model in admin.site._registry:
        label, prefix = model._meta.label_lower, f"admin:{model._meta.app_label}_{model._meta.model_name}_"
        if name.startswith(prefix):
            return _of_model(label, name.removeprefix(prefix), issubclass(model, Document))
    return None


def _of_model(label: str, page: str, is_document: bool) -> Rule | None:
    app, model = label.split(".")

    def may(act: str) -> Need:
        return (f"{app}.{act}_{model}",)

    if label in RECORD:
        view = (RECORD[label],)
        if label == "publishing.seal":  # a post's, in this world: its public note is mended by those who may publish it
            mend = (*view, "blog.change_post", "publishing.publish_document")
            return {"changelist": Rule(view, view), "change": Rule(view, mend), "history": Rule(view, view)}.get(
                page, LEADS_ON if page == "to_change" else Rule(NOBODY, NOBODY)
            )
        act = (*view, ACTS[label]) if label in ACTS else NOBODY
        record = {"changelist": Rule(view, view), "change": Rule(view, act), "history": Rule(view, view)}
        return {**record, **dict.fromkeys(("add", "delete"), Rule(NOBODY, NOBODY)), "to_change": LEADS_ON}.get(page)
    pages = {
        "changelist": Rule(may("view"), may("view")),
        "add": Rule(may("add"), may("add")),
        "change": Rule(may("view"), may("change")),
        "delete": Rule(may("delete"), may("delete")),
        "history": Rule(may("view"), may("view")),
        "to_change": LEADS_ON,
    }
    if is_document:
        publish = (*may("change"), "publishing.publish_document")
        withdraw = (*may("change"), "publishing.withdraw_document")
        redact = (*may("view"), "publishing.redact_document")
        share = (*may("change"), "publishing.share_document")
        pages |= {
            "preview": Rule(may("view"), may("change")),
            "preview_new": Rule(NOBODY, may("add")),
            "publish": Rule(publish, publish),
            "schedule": Rule(publish, publish),
            "withdraw": Rule(withdraw, withdraw),
            "redact": Rule(redact, redact),
            "here": Rule(NOBODY, may("change")),
            "share": Rule(share, share),
            "share_copy": Rule(share, NOBODY),
            "compare": Rule(may("view"), NOBODY),
        }
    return pages.get(page)


# Where each address is asked for


@dataclass(frozen=True)
class Place:
    """A pattern of the resolver: its name, the whole route, and the names of its parts."""

    name: str
    route: str


UNNAMED = {
    "healthz": r"^healthz$",
    "robots.txt": r"^robots\.txt$",
    "picture": r"^\^media/pictures/",
    "admin:catch_all": r"^admin/\(\?P<url>",
}


def places() -> list[Place]:
    return [Place(name or _unnamed(route), route) for name, route in _walk(get_resolver().url_patterns)]


def _walk(patterns: Any, before: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(
                pattern.url_patterns, route, f"{space}{pattern.namespace}:" if pattern.namespace else space
            )
        elif isinstance(pattern, URLPattern):
            yield (f"{space}{pattern.name}" if pattern.name else "", route)


def _unnamed(route: str) -> str:
    if match := re.fullmatch(r"admin/(\w+)/(\w+)/<path:object_id>/", route):
        return f"admin:{match[1]}_{match[2]}_to_change"
    return next((name for name, pattern in UNNAMED.items() if re.search(pattern, route)), route)


@dataclass
class World:
    """Something behind every address: public for readers, a draft for the desk, so that only rights decide."""

    parts: dict[str, str]
    objects: dict[str, Any]

    def url(self, place: Place) -> str:
        """An address of this place."""
        route = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"<\1>", place.route)
        route = route.replace("^", "").replace("$", "").replace("\\", "")
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda part: self._part(place, part[1]), route)

    def _part(self, place: Place, part: str) -> str:
        if part in ("object_id", "pk", "id") and (match := re.match(r"admin/(\w+)/(\w+)/", place.route)):
            return str(self.objects[f"{match[1]}.{match[2]}"].pk)
        return self.parts.get(f"{place.name} {part}") or self.parts[part]


@pytest.fixture
def world() -> World:
    topic, series, author = factories.topic(), factories.series(), factories.author()
    picture = factories.picture()
    post, statement, page = factories.post(series=series, cover=picture), factories.statement(), factories.page()
    post.topics.add(topic)
    factories.byline(post, author)
    signature = factories.signature(statement)
    factories.published(post, dated=factories.moment("2018-08-15T12:00"))
    factories.published(statement)
    factories.published(page)
    for document in (post, statement, page):
        factories.published(document, change="correction")
    link = links.make(post, living=True, days=1, by=factories.user("administrator"))
    answer = factories.answer(link)
    drafts: dict[str, Any] = {
        "blog.post": factories.post(),
        "statements.statement": factories.statement(),
        "pages.page": factories.page(),
    }
    copies = {}
    for label, draft in drafts.items():
        shared = links.make(draft, living=True, days=1, by=factories.user("administrator"))
        copies[label.replace(".", "_")] = factories.answer(shared).copy_id
    token = links.token_of(link)
    return World(
        parts={
            **{f"{name} token": token for name in ("preview", "preview_text", "preview_answered", "preview_picture")},
            "preview_answered key": answer.key,
            **{f"admin:{name}_share_copy copy": str(pk) for name, pk in copies.items()},
            "preview_picture picture": picture.token,
            "number": "0",
            **{f"{name}_edition number": "1" for name in ("blog:post", "statements:statement", "pages:page")},
            "earlier": "1",
            "later": "2",
            "token": picture.token,
            "file": "full.jpg",
            "year": "2018",
            "month": "08",
            "publishing:topic slug": topic.slug_en,
            "publishing:topic_feed slug": topic.slug_en,
            **{f"blog:post{below} slug": post.slug_en for below in EDITIONS},
            "blog:series slug": series.slug_en,
            "blog:series_feed slug": series.slug_en,
            "blog:author slug": author.slug,
            "blog:author_feed slug": author.slug,
            **{f"statements:statement{below} slug": statement.slug_en for below in EDITIONS},
            "statements:signatory slug": signature.signatory.slug,
            **{f"pages:page{below} slug": page.slug_en for below in EDITIONS},
            "language": "en",
            "app_label": "blog",
            "url": "nothing/",
            "content_type_id": "1",
            "object_id": "1",
            "importing:feed token": "nothing",
            "invitation token": TOKEN,
            "account_ask_confirm token": TOKEN,
            "uidb36": "1",
            "key": "set-password",
            "pk": "1",
        },
        objects={
            "auth.group": Group.objects.create(name="some group"),
            "auth.user": factories.user(),
            "accounts.invitation": factories.invitation(token=TOKEN),
            "accounts.accountrequest": factories.account_request(token=TOKEN),
            "accounts.person": factories.person(factories.user()),
            "accounts.blockedaddress": BlockedAddress.objects.create(address="spam.example", reason="Spam."),
            "accounts.mail": factories.mail(),
            "publishing.topic": factories.topic(),
            "publishing.picture": factories.picture(),
            "publishing.edition": Edition.objects.first(),
            "publishing.seal": Seal.objects.filter(document=post.pk).first(),
            "publishing.decision": Decision.objects.first(),
            "publishing.brokenlink": factories.broken_link(),
            "signatories.organisation": factories.organisation(),
            "signatories.signatory": factories.signatory(),
            "blog.series": factories.series(),
            "blog.author": factories.author(),
            **drafts,
            "members.submission": factories.submitted(),
            "members.standardreply": StandardReply.objects.create(name_en="Thanks", name_es="Gracias"),
            "importing.importedentry": _entry(),
        },
    )


TOKEN = "the-token-of-an-invitation"


def _entry() -> Any:
    from importing.models import ImportedEntry

    return ImportedEntry.objects.create(entry_id="tag:blog.example,1999:post-1", document=factories.post())


def somebody(role: str | None) -> User | None:
    """Somebody of this role, with a photo in their profile; a member is not staff."""
    if role is None:
        return None
    person = factories.user(role)
    factories.person(person, photo=factories.picture())
    return person


def may(person: User | None, need: Need) -> bool:
    if need == ANYONE:
        return True
    if need == PERSON:
        return person is not None
    if need == NOBODY or person is None or not person.is_staff:
        return False
    return need == STAFF or all(person.has_perm(permission) for permission in need)


def answer_of(response: Any) -> str:
    """What an answer comes to: served, sent to the login, or refused."""
    if response.status_code == 302 and "/login/" in response.headers["Location"]:
        return "login"
    return "served" if response.status_code in (200, 302) else f"refused ({response.status_code})"


def is_as_told(person: User | None, need: Need, response: Any) -> bool:
    """Whether an answer is what the rule says. Who is not staff may be sent to the login instead of refused."""
    answer = answer_of(response)
    if need == ELSEWHERE:
        return response.status_code in (302, 403)
    if may(person, need):
        return answer == "served"
    if response.status_code in (403, 404, 405):
        return True
    # Leaving where one has never been leads to the desk, and that to the login.
    sent_away = answer == "login" or response.headers.get("Location") == reverse("admin:index")
    return sent_away and (person is None or not person.is_staff)


def test_every_address_has_a_rule() -> None:
    assert sorted(place.name for place in places() if rule_of(place.name) is None) == []


def test_no_rule_is_left_over() -> None:
    names = {place.name for place in places()}
    assert (READERS | DESK.keys() | ACCOUNTS.keys() | SHARED.keys() | MEMBERS.keys()) - names == set()
    assert RECORD.keys() - {model._meta.label_lower for model in admin.site._registry} == set()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_everybody_may_what_the_rules_say(
    world: World, login: Callable[[User], Client], role: str | None, method: str
) -> None:
    person = somebody(role)
    wrong = []
    for place in places():
        rule = rule_of(place.name)
        if rule is None:
            continue
        client = login(person) if person else Client()
        response = getattr(client, method)(world.url(place))
        if response.streaming:
            b"".join(response)
        if not is_as_told(person, getattr(rule, method), response):
            wrong.append(f"{place.name}: {answer_of(response)}")
    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
def test_nobody_loses_or_gains_a_row_by_walking(
    world: World, login: Callable[[User], Client], role: str | None
) -> None:
    """A GET changes nothing, whoever asks."""
    person = somebody(role)
    client = login(person) if person else Client()
    models = [*admin.site._registry, Document]
    before = {model: model._default_manager.count() for model in models}
    for place in places():
        response = client.get(world.url(place))
        if response.streaming:
            b"".join(response)
    assert {model: model._default_manager.count() for model in models} == before
