"""The site's settings, with the collected static files in the benchmark's own folder."""

import os
from pathlib import Path

from config.settings import *  # noqa: F403
from config.settings import MIDDLEWARE, STORAGES

STATIC_ROOT = Path(os.environ["BENCH_FOLDER"]) / "static"
STORAGES["staticfiles"] = {"BACKEND": "tests.storage.HashedStorage"}  # nobody asks for them: not worth compressing
if os.environ.get("BENCH_COUNT"):
    MIDDLEWARE.insert(0, "config.bench.counting.CountQueries")
