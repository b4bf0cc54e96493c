"""What publishing must know of a standing page."""

from typing import Any

from publishing.kinds import Kind

from . import views
from .models import Page


def freeze(page: Page, language: str) -> dict[str, Any]:
    return {"position": page.position}


def shelves(matter: dict[str, Any]) -> list[str]:
    return ["page"]


KIND = Kind(name="page", model=Page, url_name="pages:page", freeze=freeze, shelves=shelves, page=views.page_page)
