"""Queries of the public pages that the ORM writes once; after that they are only asked.

Writing one takes the ORM a millisecond or two, answering it takes the database a fiftieth of that. The query is written
with a placeholder for each argument; where the placeholder comes out in the parameters, the argument goes in.
"""

import functools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet

from .plans import Slot, Statement

Row = TypeVar("Row", bound=Model)


def prepared(write: Callable[..., QuerySet[Row]]) -> Callable[..., list[Row]]:
    """Decorate a function that writes a query of its arguments: called, it gives the rows.

    The arguments are words, numbers and moments, and must not decide how the query is written: no `if` over them.
    """
    return _asked_again(write, keeps_plan=False)


def planned(write: Callable[..., QuerySet[Row]]) -> Callable[..., list[Row]]:
    """As `prepared`, and PostgreSQL plans it once for a connection. For what is found by its key or its address alone:
    such a plan knows nothing of the arguments, and for a stretch of a list it sorts the whole list."""
    return _asked_again(write, keeps_plan=True)


def _asked_again(write: Callable[..., QuerySet[Row]], *, keeps_plan: bool) -> Callable[..., list[Row]]:
    written: WeakKeyDictionary[BaseDatabaseWrapper, _Query] = WeakKeyDictionary()

    @functools.wraps(write)
    def ask(*arguments: Any) -> list[Row]:
        connection = connections[DEFAULT_DB_ALIAS]
        query = written.get(connection)
        if query is None:
            query = written[connection] = _Query(write, arguments, connection, keeps_plan)
        return query.ask(arguments)

    return ask


class _Query:
    """A query as one connection asks it. A connection belongs to one thread, so nothing here is shared."""

    def __init__(
        self, write: Callable[..., QuerySet], arguments: tuple[Any, ...], connection: Any, keeps_plan: bool
    ) -> None:
        self.connection = connection
        holders = [_placeholder(argument, number) for number, argument in enumerate(arguments)]
        self.queryset = write(*holders)
        self.compiler = self.queryset.query.get_compiler(connection=connection)
        sql, parameters = self.compiler.as_sql()
        slots = [self._slot(parameter, holders) for parameter in parameters]
        if {number for number, _ in slots if number is not None} != set(range(len(arguments))):
            raise TypeError(f"{write.__name__} does not ask for each of its arguments")
        self.statement = Statement(sql, slots, keeps_plan=keeps_plan)
        # The ORM's own way from rows to objects, without its way from the query to rows.
        self.queryset.query.get_compiler = lambda *_, **__: self.compiler  # type: ignore[method-assign]
        self.rows: list[Any] = []
        self.compiler.execute_sql = lambda *_, **__: [self.rows]

    def _slot(self, parameter: Any, holders: list[Any]) -> Slot:
        """The number of the argument that goes here, or none and what stands here always."""
        for number, holder in enumerate(holders):
            if parameter in (holder, self._as_sent(holder)):
                return number, None
        return None, parameter

    def _as_sent(self, value: Any) -> Any:
        return self.connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value

    def ask(self, arguments: tuple[Any, ...]) -> list[Any]:
        self.rows = self.statement.rows(self.connection, [self._as_sent(argument) for argument in arguments])
        iterable: Any = self.queryset._iterable_class(self.queryset)
        return list(iterable)


def _placeholder(argument: Any, number: int) -> Any:
    """A value of an argument's type that stands for it and for nothing else."""
    if isinstance(argument, datetime):
        return datetime(1, 1, 1, tzinfo=UTC) + timedelta(days=number, microseconds=7)
    if isinstance(argument, int):
        return 2_147_400_000 + number  # within the range of every column
    return f"\ue000{number}\ue000"
