"""Who may do what with a member's text: every address that takes it, in every stage, asked by everybody.

`tests/test_permissions.py` has every address of the site in one state; here are those behind which a submission, its
picture or its preview link stands, and what changes with its stage. The moderator who is the author is sent to a text
of their own in the same stage, everybody else to a member's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.urls import reverse

from blog.models import Byline
from members import workflow as members
from members.models import Submission
from publishing import pictures
from publishing.models import Decision, Picture, Seal
from publishing.sharing import links
from tests import factories
from tests.test_permissions import UNNAMED, Place, answer_of, places
from tests.test_permissions import World as Addresses

pytestmark = pytest.mark.django_db

# Everybody
MEMBERS = {"its member", "another member"}
MODERATORS = {"moderator", "author", "claimant"}  # the author: a moderator, sent to their own text
HEADS = {"secretariat", "administrators", "superuser"}
DECIDE = MODERATORS | HEADS
EDIT = DECIDE | {"translator"}
STAFF = EDIT | {"read-only"}
OWNER = {"its member", "author"}
EVERYBODY = STAFF | MEMBERS | {"anonymous"}
NOBODY: set[str] = set()

# Stages
NEVER_SENT = {"writing"}
NEVER_SEALED = {"writing", "draft", "submitted", "taken", "changes_requested", "translating", "declined"}
WITH_AUTHOR = {"writing", "draft", "changes_requested", "correcting"}
STAGES = (*sorted(NEVER_SEALED), "accepted", "correcting")


@dataclass(frozen=True)
class Rule:
    """Who is served with GET and with POST, but in stages in which nobody is, or in which other people are."""

    get: set[str]
    post: set[str]
    never_in: frozenset[str] = frozenset()


def sent(get: set[str], post: set[str], *never_in: str) -> Rule:
    """A page of the desk: what was never submitted is nobody's there."""
    return Rule(get, post, frozenset(never_in) | NEVER_SENT)


def published(get: set[str]) -> Rule:
    return Rule(get, NOBODY, frozenset(NEVER_SEALED))


RULES = {
    # What its author does with it
    "members:text": Rule(OWNER, NOBODY),
    "members:edit": Rule(OWNER, OWNER),
    "members:preview": Rule(OWNER, NOBODY),
    "members:send": Rule(OWNER, OWNER),
    "members:take_back": Rule(NOBODY, OWNER),
    "members:correct": Rule(NOBODY, OWNER),
    "members:delete": Rule(OWNER, OWNER),
    # The queue
    "admin:members_submission_change": sent(STAFF, DECIDE),
    "admin:members_submission_history": sent(STAFF, STAFF),
    "admin:members_submission_delete": Rule(NOBODY, NOBODY),
    "admin:members_submission_to_change": Rule(STAFF, STAFF),  # leads on, and the page itself asks
    # The desk
    "admin:blog_post_change": sent(STAFF, EDIT),
    "admin:blog_post_to_change": Rule(STAFF, STAFF),
    "admin:blog_post_history": sent(STAFF, STAFF),
    "admin:blog_post_compare": sent(STAFF, NOBODY),
    "admin:blog_post_preview": sent(STAFF, EDIT),
    "admin:blog_post_here": sent(NOBODY, EDIT),
    "admin:blog_post_publish": sent(DECIDE, DECIDE),
    "admin:blog_post_schedule": sent(DECIDE, DECIDE),
    "admin:blog_post_share": sent(DECIDE, DECIDE),
    "admin:blog_post_share_copy": sent(DECIDE, NOBODY),
    "admin:blog_post_withdraw": sent(HEADS, HEADS),
    "admin:blog_post_redact": sent(HEADS, HEADS),
    "admin:blog_post_delete": sent(HEADS, HEADS, "accepted", "correcting"),  # says that it cannot be
    # Behind a link that somebody was given; before it is sent there is none
    **{name: sent(EVERYBODY, NOBODY) for name in ("preview", "preview_picture", "preview_answered")},
    "preview_text": sent(EVERYBODY, EVERYBODY),
    # What readers have
    **{f"blog:post{page}": published(EVERYBODY) for page in ("", "_editions", "_edition", "_difference")},
    "blog:post_compare": Rule(EVERYBODY, NOBODY),  # leads on, whatever is there
    "picture": Rule(EVERYBODY, NOBODY),  # see `who`
}
# What can be done with a POST that says nothing else; all other forms are refused, empty as they are.
DOES = {"members:take_back", "members:correct", "members:delete"}
# These take the id of no text of a member's: `tests/test_permissions.py` has them.
ELSEWHERE = ("admin:members_submission_", "admin:blog_post_", "members:", "blog:post", "preview", "picture")
WITHOUT = {
    *("admin:members_submission_changelist", "admin:members_submission_add", "admin:members_submission_mails"),
    *("admin:blog_post_changelist", "admin:blog_post_add", "admin:blog_post_preview_new"),
    *("members:start", "members:new", "members:word", "members:pictures", "blog:posts"),
}


def who(name: str, method: str, stage: str) -> set[str]:
    """Who is served."""
    rule = RULES[name]
    if name == "picture" and method == "get":
        return OWNER if stage in NEVER_SENT else (OWNER | STAFF if stage in NEVER_SEALED else EVERYBODY)
    return NOBODY if stage in rule.never_in else getattr(rule, method)


def taken_up() -> list[Place]:
    """The addresses behind which a member's text stands."""
    return [place for place in places() if place.name.startswith(ELSEWHERE) and place.name not in WITHOUT]


# A text in a stage


def made(stage: str, by: User, claimant: User, boss: User) -> Submission:
    """A text of this person's, with a picture of theirs, brought to a stage as people bring it there."""
    picture = factories.picture(private=True, uploaded_by=by)
    body = f'<p>Text.</p><figure><img src="{pictures.url(picture)}" alt="A river"></figure>'
    text = factories.submission(by, slug_en=None, slug_es=None, body_en=body, body_es=body)
    if stage in ("accepted", "correcting"):
        factories.bring(text, "accepted", by=claimant)
        factories.published(text.post, change="typo", by=boss)
    if stage == "correcting":
        members.correct(text, by=by)
        text.refresh_from_db()
    return factories.bring(text, stage, by=claimant) if stage in NEVER_SEALED else text


@dataclass
class World:
    """Everybody, and for each the addresses of the text to which they are sent."""

    people: dict[str, User | None]
    texts: dict[str, Submission]
    addresses: dict[str, Addresses]

    def text_of(self, role: str) -> str:
        return "author" if role == "author" else "its member"


def world(stage: str) -> World:
    people: dict[str, User | None] = {
        "anonymous": None,
        "its member": factories.member(),
        "another member": factories.member(),
        "moderator": factories.user("moderator"),
        "author": factories.user("moderator"),
        "claimant": factories.user("moderator"),
        "translator": factories.user("translator"),
        "read-only": factories.user("read-only"),
        "secretariat": factories.user("secretariat"),
        "administrators": factories.user("secretariat"),
        "superuser": factories.user("administrator"),
    }
    administrators: Any = people["administrators"]
    administrators.groups.set([factories.group("administrator")])
    claimant: Any = people["claimant"]
    boss: Any = people["superuser"]
    texts = {role: made(stage, people[role], claimant, boss) for role in ("its member", "author")}  # type: ignore[arg-type]
    return World(people, texts, {role: _addresses(text, stage, boss) for role, text in texts.items()})


def _addresses(text: Submission, stage: str, boss: User) -> Addresses:
    picture = Picture.objects.get(uploaded_by=text.by)
    token, key, copy = "nothing", "nothing", 0
    if stage != "writing":
        link = links.make(text.post, living=True, days=1, by=boss)
        answer = factories.answer(link)
        token, key, copy = links.token_of(link), answer.key, answer.copy_id or 0
    text.post.refresh_from_db()
    slugs = {f"blog:post{page} slug": text.post.slug_en or "nothing" for page in PAGES}
    return Addresses(
        parts={
            "pk": str(text.pk),
            "language": "en",
            "token": token,
            "key": key,
            "picture": picture.token,
            "picture token": picture.token,
            "file": "full.jpg",
            "admin:blog_post_share_copy copy": str(copy),
            **slugs,
            "number": "1",
            "earlier": "1",
            "later": "2",
        },
        objects={"blog.post": text.post, "members.submission": text},
    )


PAGES = ("", "_editions", "_edition", "_compare", "_difference")


def snapshot(text: Submission) -> list[Any]:
    """All that an act can change of a text."""
    posts = type(text.post).objects.filter(pk=text.post_id)
    return [
        *posts.values(),
        *Submission.objects.filter(pk=text.pk).values(),
        *Byline.objects.filter(post=text.post_id).values(),
        *Decision.objects.filter(document=text.post_id).values_list("pk", flat=True),
        *Seal.objects.filter(document=text.post_id).values_list("pk", flat=True),
        *Picture.objects.filter(uploaded_by=text.by_id).values("pk", "private"),
    ]


# The tests


def test_every_address_has_a_rule() -> None:
    assert {place.name for place in taken_up()} ^ RULES.keys() == set()
    assert [name for name in WITHOUT if name not in {place.name for place in places()}] == []


def test_addresses_left_out_take_no_id() -> None:
    """What is left to the other table has no part that names a text."""
    routes = {place.name: place.route for place in places()}
    assert [name for name in WITHOUT if "pk>" in routes[name] or "object_id>" in routes[name]] == []
    assert UNNAMED["picture"]


@pytest.mark.parametrize("stage", STAGES)
def test_everybody_may_what_the_rules_say(login: Callable[[User], Client], stage: str) -> None:
    here = world(stage)
    clients = {role: login(person) if person else Client() for role, person in here.people.items()}
    before = {role: snapshot(text) for role, text in here.texts.items()}
    wrong = []
    for place in taken_up():
        for method in ("get", "post"):
            served = {role for role in here.people if _asked(here, clients[role], place, method, role, before)}
            if served != who(place.name, method, stage):
                wrong.append(f"{method} {place.name}: {sorted(served ^ who(place.name, method, stage))}")
    assert "\n".join(wrong) == ""


def _asked(here: World, client: Client, place: Place, method: str, role: str, before: dict[str, list[Any]]) -> bool:
    """Whether somebody is served. What they did is taken back; nothing was done but by those who may."""
    which = here.text_of(role)
    with transaction.atomic():
        data = {"post": "yes", "act": "nothing"} if method == "post" else {}
        response = getattr(client, method)(here.addresses[which].url(place), data)
        if response.streaming:
            b"".join(response)
        # What is not there is said on the desk's first page.
        served = answer_of(response) == "served" and response.headers.get("Location") != reverse("admin:index")
        if method == "get" or not served or place.name not in DOES:
            assert snapshot(here.texts[which]) == before[which], (place.name, method, role)
        transaction.set_rollback(True)
    return served
