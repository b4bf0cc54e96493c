"""A form that was opened before somebody else saved: what differs, and which of the two somebody keeps of each field.

Such a form is not saved. It comes back as it was typed, with both versions of whatever differs and a choice for each;
once all is chosen it is made the form of the text as it stands now and saved like any other.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from .. import differ, footnotes
from ..differ import Block, Op
from ..editor import RichTextField, split_language
from ..forms import BOOKKEEPING
from ..press import stretches
from . import posted
from .posted import Node

MINE, THEIRS = "mine", "theirs"
SEEN = "seen"  # the revision that the form was opened on
COMPARED = "compared"  # the revision that the choices were made over
BASE = "base"  # what each field said when the form was opened, as digests


@dataclass(frozen=True)
class Side:
    """One of two versions of a field, and whether it is the one to keep."""

    value: str
    blocks: list[stretches.Stretch]
    chosen: bool


@dataclass(frozen=True)
class Choice:
    """A field or a group of rows that differs."""

    name: str
    label: str
    language: str
    sides: list[Side]


@dataclass(frozen=True)
class _Forms:
    """The form of a text with its rows; bound or not."""

    form: Any
    formsets: list[Any]

    @property
    def labels(self) -> Iterator[tuple[str, str]]:
        """The names of fields and groups of rows that can be changed here, with what they are called."""
        for bound in self.form:
            if not bound.field.disabled and bound.name not in BOOKKEEPING:
                yield bound.name, str(bound.label)
        for formset in self.formsets:
            yield formset.prefix, str(formset.model._meta.verbose_name_plural).capitalize()

    @property
    def keys(self) -> set[str]:
        """The fields of rows that name what they belong to."""
        nested = [below for formset in self.formsets for below in getattr(formset.empty_form, "nested", ())]
        return {formset.fk.name for formset in (*self.formsets, *nested)}


def settle(desk: Any, request: HttpRequest, document: Any, now: str) -> list[Choice]:
    """What is to be chosen before this form can be saved; nothing for a form of the newest revision, which is `now`.

    Once everything is chosen, `request.POST` is what the form of the row as it stands now would send.
    """
    if request.POST.get(SEEN, "") == now:
        return []
    stored = _stored(desk, request, document)
    theirs, mine = posted.standing(stored.form, stored.formsets), posted.sent(request.POST)
    keys = stored.keys
    differing = [(name, label) for name, label in stored.labels if _part(mine, name, keys) != _part(theirs, name, keys)]
    kept = {name: _kept(request, now, name, mine, theirs, keys) for name, _label in differing}
    if not differing or _all_chosen(request, now, kept):
        request.POST = _over(mine, theirs, kept, now, keys)  # type: ignore[assignment]
        return []
    typed = _typed(desk, request, document)
    return [_choice(stored, typed, name, label, kept[name]) for name, label in differing]


def digests(form: Any, formsets: list[Any]) -> str:
    """What each field and group of rows says, for a form that is opened, to know later who changed what."""
    opened = _Forms(form, formsets)
    node = posted.standing(form, formsets)
    return json.dumps({name: digest(_part(node, name, opened.keys)) for name, _label in opened.labels})


def fingerprint(desk: Any, request: HttpRequest, row: Any) -> str:
    """What stands in a row that counts no revisions, as its form would show it."""
    stored = _stored(desk, request, row)
    return digest(digests(stored.form, stored.formsets))


def _stored(desk: Any, request: HttpRequest, document: Any) -> _Forms:
    """The form as it would open now."""
    form = desk.get_form(request, document, change=True)(instance=document)
    formsets = [
        formset(instance=document, queryset=inline.get_queryset(request))
        for formset, inline in desk.get_formsets_with_inlines(request, document)
    ]
    return _Forms(form, formsets)


def _typed(desk: Any, request: HttpRequest, document: Any) -> _Forms:
    form = desk.get_form(request, document, change=True)(request.POST, instance=document)
    return _Forms(form, desk._create_formsets(request, document, change=True)[0])


def _part(node: Node, name: str, keys: set[str]) -> Any:
    return posted.row_contents(node.rows[name], keys) if name in node.rows else node.contents().get(name, [])


def digest(part: Any) -> str:
    """A few letters that stand for what a field or a form says."""
    return hashlib.sha256(json.dumps(part).encode()).hexdigest()[:16]


def _kept(request: HttpRequest, now: str, name: str, mine: Node, theirs: Node, keys: set[str]) -> str:
    """What was chosen; else the version of the one person who changed the field; "" where both did."""
    chosen = request.POST.get(f"keep-{name}", "")
    if chosen in (MINE, THEIRS) and request.POST.get(COMPARED) == now:
        return chosen
    opened = _opened(request).get(name)
    if opened == digest(_part(mine, name, keys)):
        return THEIRS
    return MINE if opened == digest(_part(theirs, name, keys)) else ""


def _all_chosen(request: HttpRequest, now: str, names: Iterable[str]) -> bool:
    seen = request.POST.get(COMPARED) == now
    return seen and all(request.POST.get(f"keep-{name}") in (MINE, THEIRS) for name in names)


def _opened(request: HttpRequest) -> dict[str, Any]:
    try:
        found = json.loads(request.POST.get(BASE, ""))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _over(mine: Node, theirs: Node, kept: dict[str, str], now: str, keys: set[str]) -> Any:
    """What was typed as a form of what stands now, with the other version where that was chosen."""
    rows = {prefix: posted.merged(found, theirs.rows.get(prefix, [])) for prefix, found in mine.rows.items()}
    fields = {name: values for name, values in mine.fields.items() if name not in (BASE, COMPARED)}
    for name in (name for name, side in kept.items() if side == THEIRS):
        if name in theirs.rows:
            rows[name] = theirs.rows[name]
        else:
            fields[name] = theirs.fields[name]
    opened = {name: digest(_part(theirs, name, keys)) for name in (*theirs.fields, *theirs.rows)}
    fields |= {SEEN: [now], BASE: [json.dumps(opened)]}
    return posted.as_sent(Node(fields, rows))


# Both versions, to be read


def _choice(stored: _Forms, typed: _Forms, name: str, label: str, kept: str) -> Choice:
    blocks = _compared(stored, typed, name)
    sides = [
        Side(value, list(stretches.fold(list(_without(op, blocks)))), kept == value)
        for value, op in ((THEIRS, Op.ADDED), (MINE, Op.REMOVED))
    ]
    return Choice(name, label, split_language(name)[1], sides)


def _without(op: Op, blocks: list[Block]) -> Iterator[Block]:
    """One of the two versions, with what the other does not have marked as added."""
    for block in blocks:
        if block.op is not op:
            runs = [replace(run, op=_marked(run.op)) for run in block.runs if run.op is not op]
            yield replace(block, op=_marked(block.op), runs=runs)


def _marked(op: Op) -> Op:
    return Op.SAME if op is Op.SAME else Op.ADDED


def _compared(stored: _Forms, typed: _Forms, name: str) -> list[Block]:
    if name not in stored.form.fields:
        groups = [next(each for each in side.formsets if each.prefix == name) for side in (stored, typed)]
        return differ.lines(*(list(_rows_in_words(group)) for group in groups))
    before, after = stored.form[name], typed.form[name]
    if isinstance(before.field, RichTextField):
        return differ.bodies(*(_clean(bound.field, bound.value() or "") or "" for bound in (before, after)))
    return differ.lines(*(list(_in_words(bound)) for bound in (before, after)))


def _rows_in_words(formset: Any) -> Iterator[str]:
    """Each row that is to stay in one line, in their order."""
    rows = [row for row in formset.forms if (row.instance.pk or row.has_changed()) and not _value(row, "DELETE")]
    for row in sorted(rows, key=lambda row: posted.place(str(_value(row, "position")))):
        yield " — ".join(_row_in_words(row))


def _value(row: Any, name: str) -> Any:
    return row[name].value() if name in row.fields else ""


def _row_in_words(row: Any) -> Iterator[str]:
    shown = [bound for bound in row if not bound.is_hidden and bound.name not in posted.APART]
    if row.instance.pk and not any(isinstance(bound.field, forms.ModelChoiceField) for bound in shown):
        yield str(row.instance)
    for bound in shown:
        yield from _in_words(bound)
    for formset in getattr(row, "nested", ()):
        yield from _rows_in_words(formset)


def _in_words(bound: Any) -> Iterator[str]:
    """What a field says, as lines; nothing where it is empty."""
    value, field = bound.value(), bound.field
    if isinstance(field, forms.BooleanField):
        yield _("yes") if value else _("no")
    elif isinstance(field, forms.ModelMultipleChoiceField):
        yield from sorted(field.label_from_instance(each) for each in _clean(field, value or []) or ())
    elif isinstance(field, forms.ModelChoiceField):
        yield from map(str, filter(None, [_clean(field, value)]))
    elif isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        yield from (str(label) for key, label in choices if key and str(key) == str(value or ""))
    elif text := " ".join(_bare(field, value).split()):
        yield text


def _bare(field: forms.Field, value: Any) -> str:
    return (
        footnotes.parse(_clean(field, value) or "").text_content()
        if isinstance(field, RichTextField)
        else str(value or "")
    )


def _clean(field: forms.Field, value: Any) -> Any:
    """What a field takes a value for; None for what it refuses."""
    try:
        return field.clean(value)
    except forms.ValidationError:
        return None
