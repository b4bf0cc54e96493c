"""How gunicorn serves the site; read from the folder it starts in."""

import os
import signal
import subprocess
import sys
from typing import Any

bind = os.environ.get("BIND") or f"127.0.0.1:{os.environ.get('PORT') or 8000}"
wsgi_app = "config.wsgi"
preload_app = True  # a setting that is missing ends the start with its message
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = 4  # browsers open connections ahead of need: one must not occupy a process
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108, PTH112
control_socket_disable = True
loglevel = "warning"  # and no access log: it would keep who read what

# `make run` starts what is due beside the server (`manage.py work`), and it ends with it, even when that is killed.
# In production it has a service of its own: docs/operating.md.
beside: list[subprocess.Popen[bytes]] = []


def when_ready(server: Any) -> None:
    if os.environ.get("WORK"):
        command = [sys.executable, "manage.py", "work", "--loop", "--beside", str(os.getpid())]
        beside.append(subprocess.Popen(command, process_group=0))  # not the terminal's: it ends with the master


def post_worker_init(worker: Any) -> None:
    """Ctrl-C reaches every process, and the master tells its workers besides: told twice at once, they would hang.

    What the master tells them is to end at once. gunicorn's own way takes a lock that may be held just then.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGQUIT, lambda *_: os._exit(0))


def on_exit(server: Any) -> None:
    for process in beside:
        process.terminate()
        process.wait()
