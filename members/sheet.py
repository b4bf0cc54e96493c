"""The whole form of a text: the text, the member's own line in the byline, the co-authors."""

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from js_asset import Media, Script

from blog.models import Post
from publishing import languages
from publishing.desk.fields import scripts
from publishing.editor import desk_media

from . import bylines, writing
from .bylines import Name
from .forms import CoAuthors, TextForm, WriterForm, notes_of
from .models import Submission


class Sheet:
    """Three forms that are right or wrong together. Without `data` they hold what is saved."""

    def __init__(
        self, person: User, submission: Submission | None = None, data: Any = None, *, language: str = ""
    ) -> None:
        self.person, self.submission = person, submission
        post = submission.post if submission else Post(original_language=language or languages.current())
        names = bylines.of(submission) if submission else [Name(bylines.name_of(person), is_writer=True)]
        self.name = bylines.name_of(person)
        self.text = TextForm(data, instance=post, person=person)
        self.writer = WriterForm(data, prefix="writer", initial=_writer(names))
        self.others: Any = CoAuthors(data, prefix="authors", initial=_others(names))

    @property
    def forms(self) -> list[Any]:
        return [self.text, self.writer, self.others]

    @property
    def has_errors(self) -> bool:
        return any(form.is_bound and not form.is_valid() for form in self.forms)

    def is_valid(self) -> bool:
        answers = [form.is_valid() for form in self.forms]  # every form says what is wrong with it
        right = all(answers)
        if right and any(name.name.casefold() == self.name.casefold() for _place, name in self.others.placed()):
            self.text.add_error(None, _("You stand in the byline already: take yourself out of the co-authors."))
            return False
        return right

    def names(self) -> list[Name]:
        """The byline in its order, of valid forms."""
        placed = list(self.others.placed())
        if self.writer.cleaned_data["named"]:
            mine = Name(self.name, notes_of(self.writer), is_writer=True)
            placed.insert(0, (self.writer.cleaned_data["place"] or 1, mine))
        return [name for _place, name in sorted(placed, key=lambda pair: pair[0])]

    def save(self) -> Submission | None:
        """Save everything; None, with the reason in the form, where the text has moved on meanwhile."""
        try:
            return writing.save(self.submission, self.text, self.names(), by=self.person)
        except ValidationError as error:
            self.text.add_error(None, error)
            return None

    def media(self, request: HttpRequest) -> Media:
        """What the page needs, the import map with its nonce."""
        everything = self.text.media + self.writer.media + self.others.media
        ours = Media(css={"all": ["write/editor.css"]}, js=[Script("write/cover.js", type="module")])
        everything += desk_media("desk") + scripts("choices", "unsaved") + ours
        return Media.from_media(everything, nonce=request.csp_nonce)  # type: ignore[attr-defined]


def _writer(names: list[Name]) -> dict[str, Any]:
    for place, name in enumerate(names, start=1):
        if name.is_writer:
            return {"named": True, "place": place, **_notes(name)}
    return {"named": False}


def _others(names: list[Name]) -> list[dict[str, Any]]:
    return [
        {"name": name.name, "email": name.email, "place": place, **_notes(name)}
        for place, name in enumerate(names, start=1)
        if not name.is_writer
    ]


def _notes(name: Name) -> dict[str, str]:
    return {f"note_{code}": note for code, note in name.notes.items()}
