"""Digests: what is sealed, in a form that does not depend on spaces, composition of accents or the order of keys."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from typing import Any

TEXTS = ("title", "slug", "summary", "content_notice", "source")


def of_edition(language: str, texts: Mapping[str, str], matter: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical form of an edition: NFC, spaces collapsed, notes where they are cited."""
    canonical = {
        "language": language,
        "matter": _canonical(matter),
        **{name: _canonical(texts[name]) for name in TEXTS},
    }
    return _sha(json.dumps(canonical, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def of_seal(editions: Mapping[str, str]) -> str:
    """SHA-256 over the sorted lines "language digest" of a seal's editions."""
    return _sha("\n".join(sorted(f"{language} {digest}" for language, digest in editions.items())))


def _canonical(value: Any) -> Any:
    if isinstance(value, str):
        return " ".join(unicodedata.normalize("NFC", value).split())
    if isinstance(value, Mapping):
        return {key: _canonical(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(item) for item in value]
    return value


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
