"""The demo's content as plain dicts. A document is a folder: a .toml file about it, and a text for each language."""

import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings

CONTENT = Path(__file__).parent / "content"


def table(name: str) -> dict[str, Any]:
    """What `content/<name>.toml` says."""
    return _toml(CONTENT / f"{name}.toml")


def documents(kind: str) -> list[dict[str, Any]]:
    """The posts, statements, pages or submissions, the first published first, drafts at the end.

    Each is its .toml file with `name` (the folder's), `texts` (language → title, slug, summary, body), `published`
    (one entry for each edition, none for a draft) and `signatures`.
    """
    found = [_document(folder, kind) for folder in sorted((CONTENT / f"{kind}s").iterdir()) if folder.is_dir()]
    return sorted(
        found, key=lambda document: (not document["published"], [step["on"] for step in document["published"]])
    )


def _document(folder: Path, kind: str) -> dict[str, Any]:
    document = {"name": folder.name, "published": [], "bylines": [], "references": [], **_toml(folder / f"{kind}.toml")}
    document["texts"] = {
        code: {**document[code], "body": (folder / f"{code}.html").read_text()}
        for code, _language in settings.LANGUAGES
        if code in document
    }
    signatures = folder / "signatures.toml"
    document["signatures"] = _toml(signatures)["signatures"] if signatures.exists() else []
    return document


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text())
