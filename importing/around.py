"""What stands around a text that is taken in: series, topics, authors, signatories, found by folded names or made."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import Model, Q

from blog.models import Author, Post, Series
from publishing.desk import slugs
from publishing.languages import CODES, in_language
from publishing.models import Topic
from signatories.models import Signatory

from .reading.blogger import Feed
from .reading.names import name_key
from .reading.words import fold, shortened

MAX_TOPIC = 100
MAX_NAME = 200


@dataclass
class Around:
    """Looks up once what is there, and remembers what it makes. An author's first spelling stays."""

    authors: dict[str, Author] = field(default_factory=dict)
    signatories: dict[str, Signatory] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)

    @classmethod
    def looked_up(cls) -> "Around":
        around = cls()
        for author in Author.objects.order_by("-pk"):
            around.authors[name_key(author.name)] = author
        for signatory in Signatory.objects.filter(kind=Signatory.Kind.PERSON).order_by("-pk"):
            around.signatories[name_key(signatory.name)] = signatory
        for topic in Topic.objects.order_by("-pk"):
            around.topics |= {fold(in_language(topic, "name", code)): topic for code in reversed(CODES)}
        return around

    def author(self, name: str) -> Author:
        key = name_key(name)
        if key not in self.authors:
            slug = _free(name, "author", lambda slug: _has(Author, slug=slug))
            self.authors[key] = Author.objects.create(name=shortened(name, MAX_NAME), slug=slug)
        return self.authors[key]

    def signatory(self, name: str) -> Signatory:
        key = name_key(name)
        if key not in self.signatories:
            slug = _free(name, "signatory", lambda slug: _has(Signatory, slug=slug))
            self.signatories[key] = Signatory.objects.create(name=shortened(name, MAX_NAME), slug=slug)
        return self.signatories[key]

    def topic(self, label: str) -> Topic:
        """The topic of a label; a new one has the label as its name in every language, for staff to translate."""
        name = shortened(label, MAX_TOPIC)
        key = fold(name) or name
        if key not in self.topics:
            slug = _free(name, "topic", lambda slug: _has(Topic, **{f"slug_{code}": slug for code in CODES}))
            both = {f"{column}_{code}": value for code in CODES for column, value in (("name", name), ("slug", slug))}
            self.topics[key] = Topic.objects.create(**both)
        return self.topics[key]


def find_series(feed: Feed, slug: str = "") -> Series | None:
    """The series that this feed's posts join: the one with this address; without one, the series that earlier posts of
    the same blog are in, or the one with the feed's title."""
    if slug:
        return Series.objects.filter(_either("slug", slug)).first()
    if blog := blog_id(feed):
        earlier = Post.objects.filter(imported_entry__entry_id__startswith=f"{blog}.", series__isnull=False)
        if post := earlier.select_related("series").order_by("-pk").first():
            return post.series
    return Series.objects.filter(_either("slug", series_slug(feed)) | _either("title", feed.title or "-")).first()


def make_series(feed: Feed, slug: str = "") -> Series:
    """A series with the feed's title, in every language: for staff to translate and to introduce."""
    slug, title = slug or series_slug(feed), shortened(feed.title or slug, MAX_NAME)
    return Series.objects.create(
        **{f"slug_{code}": slug for code in CODES}, **{f"title_{code}": title for code in CODES}
    )


def series_slug(feed: Feed) -> str:
    return _free(feed.title, "blog", lambda slug: False)


def blog_id(feed: Feed) -> str:
    """What the ids of all entries of one blog begin with: "tag:blogger.com,1999:blog-5"; "" if these do not."""
    starts = {entry.id.partition(".post-")[0] for entry in feed.entries if ".post-" in entry.id}
    return starts.pop() if len(starts) == 1 else ""


def _either(column: str, value: str) -> Q:
    wanted = Q()
    for code in CODES:
        wanted |= Q(**{f"{column}_{code}": value})
    return wanted


def _has(model: type[Model], **columns: str) -> bool:
    wanted = Q()
    for name, value in columns.items():
        wanted |= Q(**{name: value})
    return model._default_manager.filter(wanted).exists()


def _free(name: str, otherwise: str, taken: Callable[[str], bool]) -> str:
    """A free address from a name; from another word for a name without a letter that could stand in one."""
    return slugs.from_title(name, taken) or slugs.from_title(otherwise, taken)
