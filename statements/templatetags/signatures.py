"""What the list of signatories says once instead of under every name."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def signed_alike(groups: Iterable[Mapping[str, Any]]) -> int | None:
    """The number of the earlier edition that everybody under a statement signed, None where they differ."""
    numbers = {
        signature["signed_number"] if signature["stands_on_earlier"] else None
        for group in groups
        for signature in group["signatures"]
    }
    return numbers.pop() if len(numbers) == 1 else None
