"""How many passwords and mailed codes may be tried, together: who is kept from one does not go on with the other."""

from datetime import timedelta

from . import limits
from .models import Guess

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 10
PER_NETWORK = 15


def take(account: str, network: str) -> list[Guess] | None:
    """Count a guess for the account (there need not be one) and the network; None if it may not be made."""
    return limits.take({("account", account): PER_ACCOUNT, ("network", network): PER_NETWORK}, WINDOW)
