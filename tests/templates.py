"""An undefined variable in one of our templates fails the test that renders it.

Django renders it as nothing, so a misspelt name shows as a gap that nobody notices. Asking whether a name is there
(`{% if name %}`) and giving a default (`{{ name|default:"…" }}`) are allowed: so components take what is optional.
"""

import inspect
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.template.base import FilterExpression, Node, Variable, VariableDoesNotExist
from django.template.defaulttags import ForNode

DEFAULTS = {"default", "default_if_none", "yesno"}


class UndefinedVariableError(AssertionError):
    """A template of ours shows a name that nobody gave it."""


class Undefined(str):
    """Django's `string_if_invalid`: empty, but `{% blocktranslate %}` formats it with the name that is missing."""

    __slots__ = ()

    def __contains__(self, part: object) -> bool:
        return part == "%s"

    def __mod__(self, name: object) -> str:
        refuse(str(name), inspect.currentframe())
        return ""


resolve = Variable.resolve


def strict_resolve(self: Variable, context: Any) -> Any:
    """`Variable.resolve`, which raises UndefinedVariableError where the reader would see a gap."""
    try:
        return resolve(self, context)
    except VariableDoesNotExist:
        frame = inspect.currentframe()
        caller = frame and frame.f_back
        if caller and caller.f_code is FilterExpression.resolve.__code__ and shows(caller):
            refuse(str(self.var), caller)
        raise


def shows(frame: FrameType) -> bool:
    """Whether this call of `FilterExpression.resolve` puts the value on the page."""
    expression, lenient = frame.f_locals["self"], frame.f_locals["ignore_failures"]
    looping = frame.f_back and isinstance(frame.f_back.f_locals.get("self"), ForNode)
    has_default = any(function.__name__ in DEFAULTS for function, _ in expression.filters)
    return (not lenient or bool(looping)) and not has_default


def refuse(name: str, frame: FrameType | None) -> None:
    """Raise UndefinedVariableError if the template at work, found up the stack from `frame`, is ours."""
    while frame and frame.f_code is not Node.render_annotated.__code__:
        frame = frame.f_back
    if frame:
        node = frame.f_locals["self"]
        path = Path(getattr(node.origin, "name", ""))
        if path.is_relative_to(settings.BASE_DIR) and "site-packages" not in path.parts:
            line = node.token.lineno if node.token else "?"
            where = f"{path.relative_to(settings.BASE_DIR)}:{line}"
            raise UndefinedVariableError(f"{where} shows “{name}”, which is undefined")
