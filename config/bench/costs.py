"""The cost of an answer: CPU time of the server's processes and the database's, wherever it is spent."""

import gzip
import http.client
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from os import sysconf
from pathlib import Path

TICK = 1000 / sysconf("SC_CLK_TCK")  # milliseconds


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        zipped = self.headers.get("Content-Encoding") == "gzip"
        return (gzip.decompress(self.body) if zipped else self.body).decode()


def ask(port: int, path: str, **headers: str) -> Answer:
    """Fetch a page over a connection of its own, as a browser would."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers={"Accept-Encoding": "gzip", "Accept-Language": "en", **headers})
        response = connection.getresponse()
        return Answer(response.status, dict(response.getheaders()), response.read())
    finally:
        connection.close()


@dataclass(frozen=True)
class Target:
    """Pages to ask for, one after the other, and the processes whose children work on the answer."""

    port: int
    parents: Sequence[int]
    paths: Sequence[str]
    headers: dict[str, str] = field(default_factory=dict)


def cost(target: Target, times: int, status: int) -> float:
    """Milliseconds of CPU time per answer, over so many requests.

    Raises ValueError for an answer that is not the one that is to be measured.
    """
    before = running(target.parents)
    for path in islice(cycle(target.paths), times):
        if (answer := ask(target.port, path, **target.headers)).status != status:
            raise ValueError(f"{path} answers {answer.status}")
    return sum(time - before.get(process, 0) for process, time in running(target.parents).items()) / times


def running(parents: Iterable[int]) -> dict[int, float]:
    """The milliseconds that each child of these processes has been running."""
    return {child: cpu(child) for parent in parents for child in children(parent)}


def children(parent: int) -> list[int]:
    """The processes that a process has started."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            after_name = path.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(after_name[1]) == parent:
            found.append(int(path.parent.name))
    return found


def cpu(process: int) -> float:
    """Milliseconds that a process has been running, all its threads together."""
    folder = Path(f"/proc/{process}")
    try:
        tasks = [int(path.read_text().split()[0]) for path in folder.glob("task/*/schedstat")]
        if tasks:
            return sum(tasks) / 1e6
        user, system = (folder / "stat").read_text().rpartition(")")[2].split()[11:13]
    except (FileNotFoundError, ProcessLookupError):  # it has ended: what it did before is not counted
        return 0
    return (int(user) + int(system)) * TICK
