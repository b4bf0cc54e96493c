"""What publishing must know of each kind of document, told by the app that owns it.

Each app registers a `Kind` in its `AppConfig.ready`, so that publishing imports no app of ours.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse

from .models import Document, Edition, Picture, PreviewAnswer, Seal
from .press.paths import path_in

if TYPE_CHECKING:
    from .history import Copy, Rows
    from .strike import Strike


@dataclass(frozen=True)
class Kind:
    """A kind of document.

    `name` is stored with every edition; `model` is the child of Document; `url_name` takes a slug. `freeze` gives what
    an edition of this document in this language keeps besides its text, `shelves` the lists it stands on, given that.
    `page` shows an edition, saved or not: the public view and the preview are the same. `sealed` is called with each
    new seal, in its transaction; `stopped` with one that was scheduled and will not be shown; `strike` with each
    redaction, for the rows that hang on the document. `recall` gives what `freeze` gave, for a working copy as it was
    kept once; `thaw` gives the rows of the form, and puts into the document what else stands on it, from what was
    frozen with the editions of one seal, by language.

    For the pages that mix kinds: `index` is the URL name of the list of them all, `heading` its name in the menu.
    `cards` says for all editions of this kind in a list what their entries show besides the title, `home` what the home
    page shows of it; `authors` gives by whom a text is, as names with an address or "", `tail` the HTML that follows it
    in a feed. `links` gives what its matter links besides the text: place (one of `BrokenLink.Place`), words,
    address. `places` gives the public pages around the
    texts, each as its path per language; `shows` says whether one of these shows a picture.
    """

    name: str
    model: type[Document]
    url_name: str
    freeze: Callable[[Any, str], dict[str, Any]]
    shelves: Callable[[dict[str, Any]], list[str]]
    page: Callable[[HttpRequest, Edition], TemplateResponse]
    sealed: Callable[[Seal], None] = lambda seal: None
    stopped: Callable[[Seal], None] = lambda seal: None
    strike: Callable[[Any, "Strike"], None] = lambda document, strike: None
    recall: Callable[["Copy", str], dict[str, Any]] = lambda kept, language: {}
    thaw: Callable[[Any, Mapping[str, dict[str, Any]]], "Rows"] = lambda document, matters: {}
    index: str = ""
    heading: Any = ""
    cards: Callable[[HttpRequest, list[Edition]], list[dict[str, Any]]] = lambda request, editions: [
        {} for _ in editions
    ]
    home: Callable[[HttpRequest], dict[str, Any]] = lambda request: {}
    authors: Callable[[HttpRequest, Edition], list[dict[str, str]]] = lambda request, edition: []
    tail: Callable[[HttpRequest, Edition], str] = lambda request, edition: ""
    links: Callable[[dict[str, Any]], list[tuple[str, str, str]]] = lambda matter: []
    places: Callable[[HttpRequest], list[dict[str, str]]] = lambda request: []
    shows: Callable[[Picture], bool] = lambda picture: False


@dataclass(frozen=True)
class Beside:
    """What is said on a document's form: in words, with the page that is meant; `locked`, why this person may not save
    it now, or ""."""

    said: str
    url: str
    label: str
    locked: str = ""


@dataclass(frozen=True)
class Companion:
    """What an app on a floor above keeps beside documents of any kind.

    `refuses` gives the reasons for which this person may not publish a document now, `beside` what its form says to
    them; `own` which documents are this person's own, so that somebody else decides on them. `sealed` is called with
    each new seal, `strike` with each redaction, `answered` with each answer to a preview, all in their transaction.
    """

    refuses: Callable[[Document, Any], list[str]]
    sealed: Callable[[Seal], None]
    strike: Callable[[Document, "Strike"], None]
    answered: Callable[[PreviewAnswer], None]
    beside: Callable[[Document, Any], Beside | None]
    own: Callable[[Any], Q]


_kinds: dict[str, Kind] = {}
_companions: list[Companion] = []


def register(kind: Kind) -> None:
    _kinds[kind.name] = kind


def accompany(companion: Companion) -> None:
    _companions.append(companion)


def companions() -> list[Companion]:
    return list(_companions)


def refusals(document: Document, by: Any) -> list[str]:
    """Every reason for which this person may not publish a document now."""
    return [reason for each in _companions for reason in each.refuses(document, by)]


def beside(document: Document, by: Any) -> list[Beside]:
    """What a document's form says to this person."""
    return [said for each in _companions if (said := each.beside(document, by))]


def own(by: Any) -> QuerySet[Document]:
    """The documents that are this person's own: somebody else decides on them, and talks about them internally."""
    found = Q(pk__in=())
    for each in _companions:
        found |= each.own(by)
    return Document.objects.filter(found)


def every() -> list[Kind]:
    return list(_kinds.values())


def get(name: str) -> Kind:
    """The kind of this name. Raises KeyError for a name that nobody registered."""
    return _kinds[name]


def specific(document: Document) -> Any:
    """The document as its own kind: a Post, a Statement, a Page."""
    model: type[Model] = get(document.kind).model
    return document if isinstance(document, model) else model._default_manager.get(pk=document.pk)


def url_of(edition: Edition) -> str:
    """The edition's public path, under the edition's own language whatever language is active."""
    return path_in(edition.language, get(edition.kind).url_name, slug=edition.slug)
