"""What is due now and then, beside the server: `manage.py work` does each of these in turn."""

import logging
from collections.abc import Callable

from accounts import asking, outbox, sessions
from members import reminding

logger = logging.getLogger(__name__)

# What each has done, in words → the job: it does what is due and says how much that was.
JOBS: dict[str, Callable[[], int]] = {
    "mails delivered": outbox.deliver,
    "expired sessions cleared": sessions.clear_expired,
    "requests for accounts forgotten": asking.forget_expired,
    "submissions handed to the secretariat": reminding.hand_over,
    "weekly mails to moderators": reminding.digests,
}


def do_due() -> dict[str, int]:
    """Do every job once; how much each has done. One that fails is logged and does not keep the others."""
    done = {}
    for name, job in JOBS.items():
        try:
            done[name] = job()
        except Exception:
            logger.exception("A job failed: %s", name)
    return done
