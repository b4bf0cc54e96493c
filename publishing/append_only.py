"""The database's own guard over tables to which rows are added and in which none is changed: a trigger on UPDATE.

A migration that touches such a table calls `guard` last, since SQLite drops triggers when it remakes a table. There is
no guard on DELETE, for the reason that `triggers.py` gives: the admin refuses it, and foreign keys that protect.
"""

from collections.abc import Sequence
from typing import Any

MESSAGE = "a row of the record is never changed"


def guard(
    schema_editor: Any,
    table: str,
    columns: Sequence[str],
    *,
    forgetting: Sequence[str] = (),
    striking: Sequence[str] = (),
) -> None:
    """Refuse changes of these columns of a table. Those in `forgetting` may become NULL, as when an account is
    deleted; those in `striking` may change along with `redacted_at`, as when something is struck for safety."""
    sqlite = schema_editor.connection.vendor == "sqlite"
    distinct = "IS NOT" if sqlite else "IS DISTINCT FROM"
    refused = [f"OLD.{name} {distinct} NEW.{name}" for name in columns]
    refused += [f"(NEW.{name} IS NOT NULL AND OLD.{name} {distinct} NEW.{name})" for name in forgetting]
    redacting = f"NEW.redacted_at IS NOT NULL AND OLD.redacted_at {distinct} NEW.redacted_at"
    refused += [f"(OLD.{name} {distinct} NEW.{name} AND NOT ({redacting}))" for name in striking]
    for statement in (_sqlite if sqlite else _postgresql)(table, " OR ".join(refused)):
        schema_editor.execute(statement, params=None)


def unguard(schema_editor: Any, table: str) -> None:
    """Take the trigger away, for a migration going backwards."""
    on = "" if schema_editor.connection.vendor == "sqlite" else f" ON {table}"
    schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only{on}", params=None)


def _sqlite(table: str, condition: str) -> list[str]:
    return [
        f"DROP TRIGGER IF EXISTS {table}_append_only",
        f"""CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table}
        WHEN {condition}
        BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END""",
    ]


def _postgresql(table: str, condition: str) -> list[str]:
    return [
        f"""CREATE OR REPLACE FUNCTION publishing_append_only() RETURNS trigger AS $$
        BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation'; END $$ LANGUAGE plpgsql""",
        f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}",
        f"""CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table}
        FOR EACH ROW WHEN ({condition})
        EXECUTE FUNCTION publishing_append_only()""",
    ]
