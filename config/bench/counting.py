"""Tells how many queries an answer took. Never in the runs whose time is measured."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

HEADER = "X-Queries"


class CountQueries:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        queries: list[str] = []

        def count(execute: Callable[..., Any], sql: str, *how: Any) -> Any:
            queries.append(sql)
            return execute(sql, *how)

        with connection.execute_wrapper(count):
            response = self.get_response(request)
        response[HEADER] = str(len(queries))
        return response
