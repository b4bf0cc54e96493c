"""`config.settings` under a fixed environment, so that nobody's `.env` changes a result.

Only `DATABASE_URL` is taken from outside: the same tests run on SQLite and on PostgreSQL.
"""

import os
import tempfile
from datetime import timedelta
from pathlib import Path

SCRATCH = Path(tempfile.gettempdir()) / f"communique-tests-{os.getpid()}"  # conftest.py makes it and takes it away

os.environ.update(
    ENV_FILE="",
    LOCAL="1",
    DEBUG="0",
    SECRET_KEY="only-for-tests-" * 4,
    ALLOWED_HOSTS="testserver,localhost,127.0.0.1",
    CACHE_URL="locmemcache://",
    EMAIL_URL="memorymail://",
    MEDIA_ROOT=str(SCRATCH / "media"),
    SITE_URL="http://testserver",
    TIME_ZONE="UTC",
    DJANGO_ALLOW_ASYNC_UNSAFE="1",  # Playwright keeps an event loop in the thread that runs the tests
)
for name in [name for name in os.environ if name.startswith("SITE_") and name != "SITE_URL"]:
    del os.environ[name]

from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES, STORAGES, TEMPLATES  # noqa: E402
from tests.templates import Undefined  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: several connections, WAL and IMMEDIATE as in production.
    DATABASES["default"]["TEST"] = {"NAME": str(SCRATCH / "test.sqlite3")}
MAIL_PATIENCE = timedelta(minutes=5)  # on a busy machine, too, what a test sends has been sent
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # made to be fast
STATIC_ROOT = SCRATCH / "static"
STORAGES["staticfiles"] = {"BACKEND": "tests.storage.HashedStorage"}
WHITENOISE_AUTOREFRESH = True  # files are looked up when asked for, not all at the start of every client
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Undefined()
