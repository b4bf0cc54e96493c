"""A statement that PostgreSQL plans once for a connection: for small queries the plan costs several times the answer.

SQLite's driver does the same by itself.
"""

import hashlib
from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper

# What PostgreSQL says where a pool of connections between us gave us another session than we thought, or somebody
# threw the plan away: 26000 there is no such statement, 42P05 there is one already, 0A000 its columns have changed.
THERE, GONE = "42P05", {"26000", "0A000"}
Slot = tuple[int | None, Any]
_planned: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()  # the names of what a session has planned


class Statement:
    """SQL with %s in it, and for each what goes there: the argument of that number, or else a value."""

    def __init__(self, sql: str, slots: Sequence[Slot], *, keeps_plan: bool = True) -> None:
        self.sql, self.slots, self.keeps_plan = sql, slots, keeps_plan
        # The same words have the same name in every process: behind a pool, another may have planned them here.
        words = repr((sql, self.slots)).encode()
        self._name = f"communique_{hashlib.sha256(words).hexdigest()[:32]}"

    def rows(self, connection: BaseDatabaseWrapper, arguments: Sequence[Any]) -> list[Any]:
        """What the database answers to these arguments."""
        with connection.cursor() as cursor:
            if self.keeps_plan and connection.vendor == "postgresql":
                self._execute(connection, cursor, arguments)
            else:
                self._ask(cursor, arguments)
            return cursor.fetchall()

    def _ask(self, cursor: Any, arguments: Sequence[Any]) -> None:
        cursor.execute(self.sql, [value if number is None else arguments[number] for number, value in self.slots])

    def _execute(self, connection: BaseDatabaseWrapper, cursor: Any, arguments: Sequence[Any]) -> None:
        planned = _planned.setdefault(connection.connection, set())
        try:
            if self._name not in planned:
                cursor.execute(f"PREPARE {self._name} AS {self._numbered(cursor)}")
                planned.add(self._name)
            cursor.execute(f"EXECUTE {self._name} ({', '.join(['%s'] * len(arguments))})", arguments)
        except DatabaseError as error:
            code = getattr(error.__cause__, "pgcode", "")
            if code not in {THERE, *GONE} or connection.in_atomic_block:
                raise
            (planned.add if code == THERE else planned.discard)(self._name)
            self._ask(cursor, arguments)

    def _numbered(self, cursor: Any) -> str:
        """The SQL as PREPARE wants it: $1 for the first argument, and the values as they are written."""
        return self.sql % tuple(
            cursor.mogrify("%s", [value]).decode() if number is None else f"${number + 1}"
            for number, value in self.slots
        )
