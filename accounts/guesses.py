"""How many passwords may be tried. Counted in the database, so that all processes count alike and nothing is evicted.

docs/decisions/0015-a-second-factor-for-the-desk.md says why not in the cache.
"""

from datetime import timedelta

from django.utils import timezone
from django.utils.crypto import salted_hmac

from .models import Guess

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 10
PER_NETWORK = 15


def take(account: str, network: str) -> list[Guess] | None:
    """Count a guess for the account (there need not be one) and the network; None if it may not be made."""
    limits = {_subject("account", account): PER_ACCOUNT, _subject("network", network): PER_NETWORK}
    if any(_count(subject) >= most for subject, most in limits.items()):
        return None
    now = timezone.now()
    Guess.objects.filter(at__lt=now - WINDOW).delete()
    taken = [Guess.objects.create(subject=subject, at=now) for subject in limits]
    # Written first and counted after: of guesses made at the same moment, none overlooks the others.
    if any(_count(subject) > most for subject, most in limits.items()):
        give_back(taken)
        return None
    return taken


def give_back(taken: list[Guess]) -> None:
    """Whoever knew the password has not guessed."""
    Guess.objects.filter(pk__in=[guess.pk for guess in taken]).delete()


def _count(subject: str) -> int:
    return Guess.objects.filter(subject=subject, at__gt=timezone.now() - WINDOW).count()


def _subject(kind: str, name: str) -> str:
    return salted_hmac("accounts.guesses", f"{kind}:{name.strip().lower()}", algorithm="sha256").hexdigest()
