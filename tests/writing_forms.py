"""What a browser would send from the form of a member's text."""

from typing import Any

from django.test import Client
from django.urls import reverse


def fields(client: Client, url: str, **changed: Any) -> dict[str, Any]:
    """What the form at this address holds, with what somebody changed."""
    sheet = client.get(url).context["sheet"]
    data: dict[str, Any] = {}
    for form in (sheet.text, sheet.writer, *sheet.others.forms, sheet.others.management_form):
        for field in form:
            value = field.value()
            if value is not None and value is not False:
                data[field.html_name] = "on" if value is True else _plain(value)
    return {**data, **changed}


def _plain(value: Any) -> Any:
    return [getattr(each, "pk", each) for each in value] if isinstance(value, list) else value


def save(client: Client, pk: int | None = None, **changed: Any) -> Any:
    """Send the form; the answer."""
    url = reverse("members:edit", args=[pk]) if pk else reverse("members:new")
    return client.post(url, fields(client, url, **changed))
