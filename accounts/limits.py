"""How often something may be tried. Counted in the database, so that all processes count alike and nothing is evicted.

docs/decisions/0015-a-second-factor-for-the-desk.md says why not in the cache.
"""

from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone
from django.utils.crypto import salted_hmac

from .models import Guess

Limits = Mapping[tuple[str, str], int]


def take(limits: Limits, lasting: timedelta) -> list[Guess] | None:
    """Count one more for each subject, such as ("network", "192.0.2.7"), for so long; None if one has had its most."""
    subjects = {_subject(*subject): most for subject, most in limits.items()}
    if any(_count(subject) >= most for subject, most in subjects.items()):
        return None
    now = timezone.now()
    Guess.objects.filter(until__lte=now).delete()
    taken = [Guess.objects.create(subject=subject, until=now + lasting) for subject in subjects]
    # Written first and counted after: of two at the same moment, none overlooks the other.
    if any(_count(subject) > most for subject, most in subjects.items()):
        give_back(taken)
        return None
    return taken


def give_back(taken: list[Guess]) -> None:
    """What did not count after all, such as a password that was right."""
    Guess.objects.filter(pk__in=[guess.pk for guess in taken]).delete()


def _count(subject: str) -> int:
    return Guess.objects.filter(subject=subject, until__gt=timezone.now()).count()


def _subject(kind: str, name: str) -> str:
    return salted_hmac("accounts.guesses", f"{kind}:{name.strip().lower()}", algorithm="sha256").hexdigest()
