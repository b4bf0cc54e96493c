"""Write the lists' knowledge of all texts anew: after working copies were changed by other means than the desk."""

from typing import Any

from django.core.management.base import BaseCommand

from publishing import standing


class Command(BaseCommand):
    help = "Compare every text that was ever published with its last edition, for the admin's lists."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{standing.rebuild()} texts compared.")
