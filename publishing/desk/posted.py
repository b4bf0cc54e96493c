"""A form with its rows as one tree: as a browser sends it, as it stands, and back into what a browser would send."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

ROW = re.compile(r"([a-z_]+)-(\d{1,6})-(.+)", re.ASCII)
COUNT = re.compile(r"([a-z_]+)-(?:TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS")
APART = {"id", "position", "DELETE"}  # what says nothing of a row's contents


@dataclass
class Node:
    """The fields of a form or of a row by name, each with what it sends, and the rows within it by their prefix."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, list["Node"]] = field(default_factory=dict)

    def first(self, name: str) -> str:
        return next(iter(self.fields.get(name, [])), "")

    def contents(self, apart: Iterable[str] = ()) -> Any:
        """What is in it, to be compared: without empty fields and rows, deleted rows and keys; rows in their order."""
        held = {name: _said(values) for name, values in self.fields.items() if name not in {*APART, *apart}}
        rows = {prefix: row_contents(rows, apart) for prefix, rows in self.rows.items()}
        return {name: value for name, value in sorted({**held, **rows}.items()) if value}


def row_contents(rows: list[Node], apart: Iterable[str] = ()) -> list[Any]:
    standing = sorted((row for row in rows if not row.first("DELETE")), key=lambda row: place(row.first("position")))
    return [held for row in standing if (held := row.contents(apart))]


def place(position: str) -> int:
    """Where a row stands, by what its position holds."""
    return int(position) if position.isascii() and position.isdecimal() and len(position) < 10 else 0


def _said(values: list[str]) -> list[str]:
    return [value.replace("\r\n", "\n") for value in values if value]


def sent(data: MultiValueDict) -> Node:
    """What a browser has sent."""
    return _parsed({name: list(data.getlist(name)) for name in data})


def _parsed(data: dict[str, list[str]]) -> Node:
    node, rows = Node(), dict[str, dict[int, dict[str, list[str]]]]()
    for name, values in data.items():
        if match := ROW.fullmatch(name):
            rows.setdefault(match[1], {}).setdefault(int(match[2]), {})[match[3]] = values
        elif match := COUNT.fullmatch(name):
            rows.setdefault(match[1], {})
        elif "-" not in name:
            node.fields[name] = values
    node.rows = {prefix: [_parsed(found[number]) for number in sorted(found)] for prefix, found in rows.items()}
    return node


def standing(form: forms.BaseForm, formsets: Iterable[forms.BaseFormSet]) -> Node:
    """What a browser would send of forms that nobody has touched. Fields that are disabled are not sent."""
    fields = {bound.name: _values(bound) for bound in form if not bound.field.disabled}
    rows = {
        _last(str(formset.prefix)): [standing(row, getattr(row, "nested", ())) for row in formset.initial_forms]
        for formset in formsets
    }
    return Node(fields, rows)


def _last(prefix: str) -> str:
    return prefix.rsplit("-", 1)[-1]


def _values(bound: forms.BoundField) -> list[str]:
    value, widget = bound.value(), bound.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if value else []
    shown = widget.format_value(value)
    return [str(each) for each in shown] if isinstance(shown, (list, tuple)) else ["" if shown is None else str(shown)]


def merged(mine: list[Node], theirs: list[Node]) -> list[Node]:
    """The rows of one form over those that another has saved since: what is gone comes anew, what is missing goes."""
    there = {row.first("id"): row for row in theirs}
    found = []
    for row in mine:
        other = there.pop(row.first("id"), None)
        if other:
            rows = {prefix: merged(below, other.rows.get(prefix, [])) for prefix, below in row.rows.items()}
            found.append(Node(row.fields, rows))
        elif not row.first("DELETE"):
            found.append(_anew(row))
    return [*found, *(Node({**row.fields, "DELETE": ["on"]}, row.rows) for row in there.values())]


def _anew(row: Node) -> Node:
    rows = {prefix: [_anew(each) for each in below] for prefix, below in row.rows.items()}
    return Node({**row.fields, "id": [""]}, rows)


def as_sent(node: Node) -> QueryDict:
    """A tree as a browser would send it: rows that are stored first, as Django counts them."""
    data = QueryDict(mutable=True)
    for name, values in _flat(node):
        data.setlist(name, values)
    return data


def _flat(node: Node, before: str = "") -> Iterator[tuple[str, list[str]]]:
    yield from ((f"{before}{name}", values) for name, values in node.fields.items())
    for prefix, rows in node.rows.items():
        stored = [row for row in rows if row.first("id")]
        yield f"{before}{prefix}-TOTAL_FORMS", [str(len(rows))]
        yield f"{before}{prefix}-INITIAL_FORMS", [str(len(stored))]
        for number, row in enumerate([*stored, *(row for row in rows if not row.first("id"))]):
            yield from _flat(row, f"{before}{prefix}-{number}-")
