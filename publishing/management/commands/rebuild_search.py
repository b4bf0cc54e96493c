"""Write the search index anew: after texts were loaded into the database by other means than publishing."""

from typing import Any

from django.core.management.base import BaseCommand

from publishing import search


class Command(BaseCommand):
    help = "Write the search index anew from the editions that are shown or will be."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{search.rebuild()} editions in the index.")
