"""Look at every link of the site and say how many are to be mended; the admin lists them."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from publishing.links import checking
from publishing.models import BrokenLink


class Command(BaseCommand):
    help = (
        "Follow every link within the site, in working copies and in what readers have, and list in the admin those "
        "that lead nowhere or elsewhere. Nothing is asked of other sites without --external."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--external", action="store_true", help="ask other sites too, a few at a time")

    def handle(self, *args: Any, external: bool, **options: Any) -> None:
        looked = checking.check_all(external=external)
        self.stdout.write(f"{looked.links} links looked at, {BrokenLink.objects.count()} to mend.")
        for link in BrokenLink.objects.select_related("document").order_by("document", "language", "pk"):
            self.stdout.write(
                f"{link.document} ({link.language}, {link.place}): “{link.words}” {link.url}: "
                f"{link.get_why_display()} {link.detail}".rstrip()
            )
