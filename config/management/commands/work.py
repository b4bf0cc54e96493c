"""`manage.py work`: do what is due. Started by a timer, or with --loop as a service beside the server."""

import os
import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from config import work

PAUSE = 60  # seconds


class Command(BaseCommand):
    help = "Do what is due: deliver the mails that wait, clear expired sessions, forget requests that nobody confirmed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--loop", action="store_true", help="again every minute, until SIGTERM or Ctrl-C")
        parser.add_argument("--beside", type=int, metavar="PID", help="with --loop: end when this parent process has")

    def handle(self, *args: Any, loop: bool, beside: int | None, **options: Any) -> None:
        if not loop:
            self._say(work.do_due())
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            close_old_connections()  # a database that was away is found again
            done = work.do_due()
            if any(done.values()):
                self._say(done)
            self._pause(stop, beside)

    def _pause(self, stop: threading.Event, beside: int | None) -> None:
        for _ in range(PAUSE):
            if beside and os.getppid() != beside:
                stop.set()
            if stop.wait(1):
                return

    def _say(self, done: dict[str, int]) -> None:
        self.stdout.write(", ".join(f"{name}: {count}" for name, count in done.items()))
        self.stdout.flush()
