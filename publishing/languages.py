"""The languages the site speaks, and how to ask an object for its text in one of them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

CODES: tuple[str, ...] = tuple(code for code, _name in settings.LANGUAGES)


class Language(models.TextChoices):
    """Every language a text may have; a third one is a line here, one in the settings, and a migration."""

    ENGLISH = "en", _("English")
    SPANISH = "es", _("Spanish")


def name_of(code: str) -> str:
    """The language's name in the language of whoever asks: "Spanish", "inglés"."""
    return str(Language(code).label)


def own_name_of(code: str) -> str:
    """The language's name in itself: "English", "Español"."""
    return dict(settings.LANGUAGES)[code]


def current() -> str:
    """The code of the active language, one of CODES."""
    code = (get_language() or settings.LANGUAGE_CODE)[:2]
    return code if code in CODES else CODES[0]


def others(code: str) -> list[str]:
    """Every language but this one, in the settings' order."""
    return [other for other in CODES if other != code]


def in_language(instance: models.Model, field: str, code: str) -> Any:
    """The value of a translated field in one language, "" where there is none. Never another language's."""
    return getattr(instance, f"{field}_{code}") or ""


def in_any(instance: models.Model, field: str) -> str:
    """The value of a translated field in the active language or, for names that exist in one alone, in another."""
    active = current()
    return next((text for code in (active, *others(active)) if (text := in_language(instance, field, code))), "")
