"""One archive on one database: what each kind of page costs there."""

import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from . import counting, pages, serving
from .costs import Answer, Target, ask, cost

# A cache that keeps nothing, and the one that every process has for itself.
NO_CACHE, CACHE = "dummycache://", "locmemcache://"
ROUNDS = 5
WARMING = 10  # so many requests, until each process has done what it does once


@dataclass(frozen=True)
class Cost:
    """Milliseconds of CPU time for an answer, and how many times that of the bare view it is."""

    milliseconds: float
    times: float


@dataclass
class Row:
    """A kind of page: how many queries it takes, and what it costs when it is made, when it is kept, and when the
    browser holds it still; None where a cache must not help."""

    name: str
    queries: int
    made: Cost | None = None
    kept: Cost | None = None
    unchanged: Cost | None = None


def measure(kind: str, editions: int, requests: int, only: str = "") -> list[Row]:
    """Fill an archive on `sqlite` or `postgresql` and measure each kind of page, or those with a word in
    their name, with so many requests."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="communique-bench-")))
        url, processes = stack.enter_context(serving.database(kind, folder))
        variables = serving.environment(folder, url)
        serving.manage(variables, "collectstatic", "--noinput", "--verbosity", "0")
        serving.manage(variables, "migrate", "--verbosity", "0")
        cookie = serving.manage(variables, "bench_fill", str(editions))
        bare = stack.enter_context(serving.serving(variables, serving.BARE))
        archive = Archive(
            variables, cookie, processes, requests, editions // 2, Target(bare.port, [bare.process], ["/"])
        )
        measured = archive.with_queries(only)
        archive.without_cache(measured)
        archive.with_cache(measured)
        return [row for _page, row in measured]


@dataclass(frozen=True)
class Archive:
    """What is served: `processes` are the database's, `bare` is what everything is compared with."""

    variables: dict[str, str]
    cookie: str
    processes: list[int]
    requests: int
    texts: int
    bare: Target

    def with_queries(self, only: str) -> list[tuple[pages.Kind, Row]]:
        with serving.serving({**self.variables, "CACHE_URL": NO_CACHE, "BENCH_COUNT": "1"}) as server:

            def get(path: str) -> Answer:
                answer = ask(server.port, path, **self._cookie(path))
                if answer.status != 200:
                    raise ValueError(f"{path} answers {answer.status}")
                return answer

            kinds = pages.kinds(self.texts, get)
            # Of several answers the last: each process has done by then what it does once.
            counts = [[int(get(kind.paths[0]).headers[counting.HEADER]) for _ in range(6)][-1] for kind in kinds]
        rows = [(kind, Row(kind.name, count)) for kind, count in zip(kinds, counts, strict=True)]
        return [(kind, row) for kind, row in rows if only in kind.name]

    def without_cache(self, measured: list[tuple[pages.Kind, Row]]) -> None:
        with serving.serving({**self.variables, "CACHE_URL": NO_CACHE}) as server:
            for kind, row in measured:
                row.made = self._cost(self._target(server, kind.paths))

    def with_cache(self, measured: list[tuple[pages.Kind, Row]]) -> None:
        with serving.serving({**self.variables, "CACHE_URL": CACHE}) as server:
            for kind, row in measured:
                if kind.cached:
                    target = self._target(server, kind.paths[:1])
                    row.kept = self._cost(target)
                    tag = ask(server.port, kind.paths[0]).headers["ETag"]
                    target.headers["If-None-Match"] = tag
                    row.unchanged = self._cost(target, 304)

    def _target(self, server: serving.Server, paths: list[str]) -> Target:
        return Target(server.port, [server.process, *self.processes], paths, self._cookie(paths[0]))

    def _cookie(self, path: str) -> dict[str, str]:
        return {"Cookie": self.cookie} if path.startswith("/admin/") else {}

    def _cost(self, target: Target, status: int = 200) -> Cost:
        """In turn with the bare view, so that whatever else the machine is doing weighs on both."""
        cost(target, WARMING, status)
        each = max(1, self.requests // ROUNDS)
        pairs = [(cost(target, each, status), cost(self.bare, each * 2, 200)) for _ in range(ROUNDS)]
        return Cost(median(page for page, _bare in pairs), median(page / bare for page, bare in pairs))
