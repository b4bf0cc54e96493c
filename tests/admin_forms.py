"""What tests of the admin do with its pages: read a form as a browser would send it, and what a document holds."""

from typing import Any

from django.urls import reverse
from lxml import html as lxml_html

from publishing import kinds
from publishing.models import Document


def change_url(document: Any) -> str:
    """The address of a row's form."""
    model: Any = kinds.get(document.kind).model if type(document) is Document else type(document)
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[document.pk])


def act_url(document: Any, act: str, **kwargs: Any) -> str:
    """The address of one of the pages of a document: publish, withdraw, redact, preview."""
    opts = type(document)._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{act}", kwargs={"pk": document.pk, **kwargs})


def filled(response: Any, form: str = "//div[@id='content']//form") -> dict[str, Any]:
    """The fields of a page's form with what is in them, as a browser would send them; buttons left out."""
    root = lxml_html.fromstring(response.content.decode()).xpath(form)[0]
    data: dict[str, list[str]] = {}
    for field in root.xpath(".//input[@name]|.//textarea[@name]|.//select[@name]"):
        if field.get("disabled") is not None or "__prefix__" in field.get("name"):
            continue
        for value in values(field):
            data.setdefault(field.get("name"), []).append(value)
    return {name: value if len(value) > 1 else value[0] for name, value in data.items()}


def values(field: Any) -> list[str]:
    """What one field sends."""
    if field.tag == "textarea":
        return [(field.text or "").removeprefix("\n")]
    if field.tag == "select":
        chosen = [option.get("value", "") for option in field.xpath(".//option[@selected]")]
        first = [option.get("value", "") for option in field.xpath(".//option")][:1]
        return chosen or ([] if field.get("multiple") is not None else first)
    if field.get("type") in {"checkbox", "radio"}:
        return [field.get("value", "on")] if field.get("checked") is not None else []
    return [] if field.get("type") in {"submit", "button", "file", "image"} else [field.get("value", "")]


def errors(response: Any) -> dict[str, Any]:
    """The errors of an admin form, or of the form of an act."""
    context = response.context
    form = context["adminform"].form if "adminform" in context else context["form"]
    return dict(form.errors)


def contents(document: Any) -> dict[str, Any]:
    """All that a document holds, as it now is in the database, bookkeeping apart."""
    fresh = type(document)._default_manager.get(pk=document.pk)
    apart = {"revision", "changed_at", "changed_by"}
    held = {
        field.name: getattr(fresh, field.attname) for field in fresh._meta.concrete_fields if field.name not in apart
    }
    held["topics"] = sorted(fresh.topics.values_list("pk", flat=True))
    if hasattr(fresh, "bylines"):
        held["bylines"] = list(fresh.bylines.values_list("author", "note_en", "note_es", "position"))
    return held
