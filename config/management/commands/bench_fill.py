"""Fill an empty database with an archive, for the benchmark or to see how the desk feels with one."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test import Client

from publishing.models import Document


class Command(BaseCommand):
    help = "Fill an empty database with invented texts in both languages; prints a cookie that is logged in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("editions", type=int)

    def handle(self, *args: Any, editions: int, **options: Any) -> None:
        from config.bench.filling import fill

        if Document.objects.exists():
            raise CommandError("This database holds texts already.")
        fill(editions)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")  # as it does by itself where it has the time
        client = Client()
        client.force_login(User.objects.get(is_superuser=True))
        self.stdout.write(client.cookies.output(attrs=[], header="").strip())
