"""A statement that PostgreSQL plans once for a connection: for small queries the plan costs several times the answer.

SQLite's driver does the same by itself.
"""

import itertools
from collections.abc import Sequence
from typing import Any
from weakref import WeakSet

from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper

# What PostgreSQL says when somebody has thrown the plan away, such as a pool of connections between us: 26000 the
# statement does not exist, 0A000 its columns have changed.
FORGOTTEN = {"26000", "0A000"}
Slot = tuple[int | None, Any]
_numbers = itertools.count(1)


class Statement:
    """SQL with %s in it, and for each what goes there: the argument of that number, or else a value."""

    def __init__(self, sql: str, slots: Sequence[Slot], *, keeps_plan: bool = True) -> None:
        self.sql, self.slots, self.keeps_plan = sql, slots, keeps_plan
        self._name = f"communique_{next(_numbers)}"
        self._planned: WeakSet[Any] = WeakSet()

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
        session = connection.connection
        if session not in self._planned:
            cursor.execute(f"PREPARE {self._name} AS {self._numbered(cursor)}")
            self._planned.add(session)
        try:
            cursor.execute(f"EXECUTE {self._name} ({', '.join(['%s'] * len(arguments))})", arguments)
        except DatabaseError as error:
            if getattr(error.__cause__, "pgcode", "") not in FORGOTTEN or connection.in_atomic_block:
                raise
            self._planned.discard(session)
            self._ask(cursor, arguments)

    def _numbered(self, cursor: Any) -> str:
        """The SQL as PREPARE wants it: $1 for the first argument, and the values as they are written."""
        return self.sql % tuple(
            cursor.mogrify("%s", [value]).decode() if number is None else f"${number + 1}"
            for number, value in self.slots
        )
