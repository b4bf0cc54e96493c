"""Take in a blog from Blogger: Takeout's feed.atom, or the older full export."""

import json
import re
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import override

from importing import account
from importing.pictures import Folder
from importing.reading.blogger import Feed
from importing.reading.feeds import FeedError, read_path
from importing.take_in import Wish, take_in
from publishing.languages import CODES
from publishing.models.desk import validate_slug


class Command(BaseCommand):
    help = (
        "Take in the posts and pages of a Blogger feed. Drafts stay drafts; scheduled and trashed entries and comments "
        "stay out. What was taken in before is left as it is, so that the command can be repeated."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="Takeout's feed.atom, or the older full export")
        parser.add_argument(
            "--statement",
            metavar="ADDRESS",
            action="append",
            default=[],
            help="old address of an entry that is a joint statement, such as 2018/08/joint-response.html; repeatable",
        )
        parser.add_argument("--series", metavar="SLUG", default="", help="series that posts join; made if missing")
        parser.add_argument("--pictures", metavar="DIR", default="", help="unpacked Takeout folder to find pictures in")
        parser.add_argument("--dry-run", action="store_true", help="write nothing, say what would be done")
        parser.add_argument("--json", action="store_true", help="the summary as JSON")
        parser.add_argument("--by", metavar="USERNAME", default="", help="account in whose name texts are published")
        parser.add_argument("--language", choices=CODES, default=CODES[0], help="language of the summary")

    def handle(self, *args: Any, **options: Any) -> None:
        with override(options["language"]):
            try:
                self._take_in(options)
            except FeedError as error:
                raise CommandError(str(error)) from error
            except get_user_model().DoesNotExist as error:
                raise CommandError(_("There is no account “%(name)s”.") % {"name": options["by"]}) from error
            except PermissionDenied as error:
                raise CommandError(_("“%(name)s” may not import and publish.") % {"name": options["by"]}) from error

    def _take_in(self, options: dict[str, Any]) -> None:
        feed = read_path(options["file"])
        wish = Wish(
            statements=frozenset(_chosen(feed, address) for address in options["statement"]),
            series=_series(options["series"]),
            pictures=_folder(options["pictures"]),
            dry_run=options["dry_run"],
        )
        person = account.for_command(options["by"], dry_run=options["dry_run"])
        summary = take_in(feed, wish, by=person, file=options["file"])
        if options["json"]:
            self.stdout.write(json.dumps(summary.as_json(), ensure_ascii=False, indent=2))
        else:
            self.stdout.writelines(f"{line}\n" for line in summary.lines())


def _chosen(feed: Feed, address: str) -> str:
    """The id of the entry with this old address, given with or without the site before it."""
    path = "/" + re.sub(r"^https?://[^/]*", "", address.strip()).split("?")[0].lstrip("/")
    found = next((entry.id for entry in feed.entries if path == entry.path or address == entry.id), None)
    if found is None:
        raise CommandError(_("No entry of the feed has the address %(address)s.") % {"address": address})
    return found


def _series(slug: str) -> str:
    if slug and not validate_slug.regex.match(slug):  # type: ignore[union-attr]
        raise CommandError(f"--series {slug}: {validate_slug.message}")
    return slug


def _folder(path: str) -> Folder | None:
    try:
        return Folder.at(path) if path else None
    except NotADirectoryError as error:
        raise CommandError(_("%(path)s is not a folder.") % {"path": path}) from error
