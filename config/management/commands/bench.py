"""What each page costs, on both databases, in a small archive and in a large one: docs/benchmarks.md."""

import itertools
from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand

from config.bench.measuring import Cost, Row, measure

HEAD = ("page", "queries", "ms", "×", "kept, ms", "×", "304, ms", "×")


class Command(BaseCommand):
    help = (
        "Fill archives in databases of their own, serve them with gunicorn, and print what each page costs: CPU time of"
        " the server and the database per request, and how many times that of a bare Django view of 20 kB."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--editions", type=int, nargs="+", default=[2_000, 20_000])
        parser.add_argument(
            "--databases", nargs="+", choices=["sqlite", "postgresql"], default=["sqlite", "postgresql"]
        )
        parser.add_argument("--requests", type=int, default=300, help="for each kind of page that is not from a cache")

        parser.add_argument("--only", default="", help="a word of the pages' names, such as “search”")

    def handle(self, *args: Any, editions: list[int], databases: list[str], **options: Any) -> None:
        for database, size in itertools.product(databases, editions):
            name = f"{database}, {size:,} editions"
            self.stderr.write(f"measuring {name}")
            rows = measure(database, size, options["requests"], options["only"])
            self.stdout.write(f"\n{name}\n\n{table(rows)}")


def table(rows: Iterable[Row]) -> str:
    """What was measured as a table in Markdown."""
    lines = [HEAD, ("---", *["--:"] * (len(HEAD) - 1))]
    for row in rows:
        costs = map(_cells, (row.made, row.kept, row.unchanged))
        lines.append((row.name, str(row.queries), *itertools.chain.from_iterable(costs)))
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _cells(cost: Cost | None) -> tuple[str, str]:
    return (f"{cost.milliseconds:.2f}", f"{cost.times:.1f}") if cost else ("–", "–")
