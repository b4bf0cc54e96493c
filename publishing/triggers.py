"""The database's own guard over sealed text: a trigger that refuses changes of an edition's frozen columns.

Every migration that touches the edition's table calls `guard_editions` last, since SQLite drops triggers when it
remakes a table. There is no guard on DELETE: a BEFORE DELETE trigger breaks the test runner's flush, and a foreign key
that protects does the work.

What is still to come may be given another date, because its minute may be moved; nothing else of it may be changed.
"""

from typing import Any

FROZEN = (
    *("kind", "title", "slug", "summary", "content_notice", "source", "matter", "made_from_id"),
    *("seal_id", "document_id", "language", "digest"),
)
# Not even a redaction changes which text, of which seal, with which digest this was.
FIXED = ("seal_id", "document_id", "kind", "language", "digest", "made_from_id")
# The database's own clock, on SQLite in the form in which Django writes moments.
NOW = {"sqlite": "strftime('%Y-%m-%d %H:%M:%f', 'now')", "postgresql": "clock_timestamp()"}

MESSAGE = "a sealed edition is never changed: publish a new one"


def guard_editions(apps: Any, schema_editor: Any) -> None:
    """Make the trigger anew, on either database."""
    vendor = schema_editor.connection.vendor
    for statement in _sqlite() if vendor == "sqlite" else _postgresql():
        schema_editor.execute(statement, params=None)


def unguard_editions(apps: Any, schema_editor: Any) -> None:
    """Take the trigger away, for a migration going backwards."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER IF EXISTS publishing_edition_frozen", params=None)
    else:
        schema_editor.execute("DROP TRIGGER IF EXISTS publishing_edition_frozen ON publishing_edition", params=None)


def _condition(vendor: str, distinct: str, cast: str = "") -> str:
    """When an update is refused. PostgreSQL cannot compare JSON, so `cast` makes it text there."""

    def differs(columns: tuple[str, ...]) -> str:
        casts = {column: cast if column == "matter" else "" for column in columns}
        return " OR ".join(f"OLD.{name}{as_} {distinct} NEW.{name}{as_}" for name, as_ in casts.items())

    redacting = f"(NEW.redacted_at IS NOT NULL AND OLD.redacted_at {distinct} NEW.redacted_at)"
    undone = "(OLD.redacted_at IS NOT NULL AND NEW.redacted_at IS NULL)"
    waits = f"(OLD.released_at IS NOT NULL AND OLD.released_at > {NOW[vendor]})"
    redated = f"(({differs(('dated',))}) AND NOT {waits})"
    return f"({differs(FIXED)}) OR (({differs(FROZEN)}) AND NOT {redacting}) OR {undone} OR {redated}"


def _sqlite() -> list[str]:
    return [
        "DROP TRIGGER IF EXISTS publishing_edition_frozen",
        f"""CREATE TRIGGER publishing_edition_frozen BEFORE UPDATE ON publishing_edition
        WHEN {_condition("sqlite", "IS NOT")}
        BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END""",
    ]


def _postgresql() -> list[str]:
    return [
        f"""CREATE OR REPLACE FUNCTION publishing_edition_frozen() RETURNS trigger AS $$
        BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation'; END $$ LANGUAGE plpgsql""",
        "DROP TRIGGER IF EXISTS publishing_edition_frozen ON publishing_edition",
        f"""CREATE TRIGGER publishing_edition_frozen BEFORE UPDATE ON publishing_edition
        FOR EACH ROW WHEN ({_condition("postgresql", "IS DISTINCT FROM", "::text")})
        EXECUTE FUNCTION publishing_edition_frozen()""",
    ]
