"""`manage.py load_demo`: fill an empty site with an invented alliance, and say how to log in."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from config.demo import accounts, loading
from config.demo.accounts import Login

REFUSED = (
    "This site is not on your own machine (LOCAL is not set): the demo would publish invented texts and let six "
    "invented people in. If that is what you want, --force loads it all the same, with passwords drawn at random."
)


class Command(BaseCommand):
    help = (
        "Load the demo: an invented alliance with a blog, two joint statements and a person for each role. "
        "A second run changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", action="store_true", help="Load it where LOCAL is not set, too.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.LOCAL or options["force"]):
            raise CommandError(REFUSED)
        if there := accounts.there():
            self.stdout.write("The demo is loaded already; nothing was changed.")
            self._say(there)
            return
        try:
            logins = loading.load()
        except ValidationError as error:
            raise CommandError(f"Nothing was loaded. {' '.join(error.messages)}") from error
        self.stdout.write("The demo is loaded.")
        self._say(logins)

    def _say(self, logins: list[Login]) -> None:
        self.stdout.write(f"\n  The site: {settings.SITE_URL}/\n  The desk: {settings.SITE_URL}/admin/\n")
        if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
            self.stdout.write(
                f"  Mails:    {getattr(settings, 'EMAIL_FILE_PATH', '')}/ (each a file; nothing leaves this machine)\n"
            )
        self.stdout.write("\n")
        for login in logins:
            password = login.password or "(not known here any more)"
            self.stdout.write(f"  {login.role:<14} {login.username:<32} {password}")
