"""Mails wait here until the mail server has taken them (docs/decisions/0022-mails-wait-in-an-outbox.md).

A mail is a row, written in the transaction of what it tells. It is tried once when that has come through, and then by
`manage.py work`. Whoever tries claims it first, by an UPDATE that also says when the next try is: no transaction is
open while the mail server is talked to, no two send the same mail, and a process that dies has promised nothing.
"""

import logging
import smtplib
import threading
from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone

from publishing import languages

from .models import Invitation, Mail

logger = logging.getLogger(__name__)

WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)]  # between two tries; the last one repeats
GIVEN_UP_AFTER = timedelta(days=3)
LEFT_ALONE = timedelta(minutes=1)  # so long no page asks a mail server that has not answered
# The mail server is there and does not want this mail. Everything else is a server that others need not ask either.
REFUSALS = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)

_pool = ThreadPoolExecutor(4, thread_name_prefix="mail")


def post(to: str, subject: str, lines: list[str], *, invitation: Invitation | None = None) -> None:
    """Write a mail in the active language, each line a paragraph, and send it when the transaction has come through.

    If the mail server does not take it now, `deliver` tries again. When it has, `invitation` is marked as sent.
    """
    subject = " ".join(subject.split())  # a line break would begin another header
    text = "\n\n".join([*lines, f"{site_name()}\n{settings.SITE_URL}"])
    page = {"subject": subject, "lines": lines, "site_name": site_name(), "site_url": settings.SITE_URL}
    html = render_to_string("accounts/mail.html", page)
    mail = Mail.objects.create(to=to, subject=subject, text=f"{text}\n", html=html, invitation=invitation)
    transaction.on_commit(lambda: _try_at_once(mail), robust=True)  # it is kept, whatever becomes of the try


def deliver() -> int:
    """Send what is due, the longest due first; how many the mail server took. Stops when it does not answer."""
    taken = 0
    for mail in Mail.objects.filter(due_at__lte=timezone.now(), failed_at=None).order_by("due_at", "pk"):
        if not _claim(mail):
            continue
        error = _send(mail)
        _settle(mail, error)
        if _is_unanswered(error):
            break
        taken += error is None
    return taken


def forget(addresses: Collection[str], is_struck: Callable[[str], bool]) -> int:
    """Delete what waits, of the mails that hold one of these addresses, and what was given up, if its words are struck;
    how many there were."""
    gone = [
        mail.pk
        for mail in Mail.objects.all()
        if is_struck(f"{mail.subject}\n{mail.text}")
        and (mail.failed_at or any(address in mail.text for address in addresses))
    ]
    return Mail.objects.filter(pk__in=gone).delete()[0]


def site_name() -> str:
    """What the site is called in the active language."""
    return settings.SITE_NAME[languages.current()]


def _try_at_once(mail: Mail) -> None:
    """One try, in a thread: a page cannot wait for a name server or a mail server that hangs."""
    if Mail.objects.filter(unanswered_at__gt=timezone.now() - LEFT_ALONE).exists() or not _claim(mail):
        return
    trying = _pool.submit(_send, mail)
    # Counted from when the mail was written: many mails of one page are waited for as one.
    left = (mail.made_at + settings.MAIL_PATIENCE - timezone.now()).total_seconds()
    try:
        error = trying.result(timeout=max(0.0, left))
    except TimeoutError:
        if left > 0:  # who was not waited for has not failed to answer
            Mail.objects.filter(pk=mail.pk).update(unanswered_at=timezone.now())
        trying.add_done_callback(partial(_settle_late, mail, threading.get_ident()))
    else:
        _settle(mail, error)


def _claim(mail: Mail) -> bool:
    """Take a mail for one try, unless somebody else has taken it meanwhile."""
    due = timezone.now() + WAITS[min(mail.tries, len(WAITS) - 1)]
    mine = Mail.objects.filter(pk=mail.pk, tries=mail.tries, failed_at=None)
    return bool(mine.update(tries=F("tries") + 1, due_at=due))


def _send(mail: Mail) -> Exception | None:
    """Hand a mail to the mail server; what went wrong, if anything did."""
    letter = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.to], headers={"Auto-Submitted": "auto-generated"})
    letter.attach_alternative(mail.html, "text/html")
    try:
        letter.send()
    except Exception as error:  # whatever is wrong with one mail, the others still go
        return error
    return None


def _settle(mail: Mail, error: Exception | None) -> None:
    """Write down how a try ended. Nothing of the mail goes into the log, so the error's words do not either."""
    now, row = timezone.now(), Mail.objects.filter(pk=mail.pk)
    if error is None:
        with transaction.atomic():
            if row.delete()[0] and mail.invitation_id:
                Invitation.objects.filter(pk=mail.invitation_id).update(sent_at=now)
        return
    logger.error("A mail could not be sent: %s", type(error).__name__)
    row.update(unanswered_at=now if _is_unanswered(error) else None)
    if mail.made_at <= now - GIVEN_UP_AFTER:
        row.update(failed_at=now, text="", html="")


def _settle_late(mail: Mail, asker: int, trying: "Future[Exception | None]") -> None:
    """In the thread of the try, when the page has gone; in the asker's, on its connection, if it ended just now."""
    try:
        _settle(mail, trying.result())
    finally:
        if threading.get_ident() != asker:
            connection.close()


def _is_unanswered(error: Exception | None) -> bool:
    return isinstance(error, OSError) and not isinstance(error, REFUSALS)
