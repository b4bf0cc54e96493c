"""Mails: kept with what they tell, sent once, tried again, and given up without keeping what they said."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as project
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries, Settings

from accounts import outbox, workflow
from accounts.models import Invitation, Mail
from config import work
from tests import factories
from tests.mail_server import MailServer

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "/admin/accounts/mail/"
TO = "ines@rivers.example"
NOTHING_ELSE = (
    "requests for accounts forgotten: 0, submissions handed to the secretariat: 0, weekly mails to moderators: 0"
)


@pytest.fixture
def server(settings: Settings) -> Iterator[MailServer]:
    """A mail server, to which the site sends."""
    with MailServer() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        send_to(settings, running.port)
        yield running
        running.answering.set()
        running.shutdown()
        thread.join()


@pytest.fixture
def no_server(settings: Settings) -> None:
    send_to(settings, 9)


def send_to(settings: Settings, port: int) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.MAIL_PATIENCE = timedelta(seconds=1.2)


def post(**more: Any) -> None:
    outbox.post(TO, "News", ["There is news."], **more)


def make_due(**fields: Any) -> None:
    """Let a minute pass."""
    Mail.objects.update(due_at=timezone.now(), unanswered_at=None, **fields)


def minutes_until(mail: Mail) -> int:
    """How long until the next try."""
    return round((mail.due_at - timezone.now()).total_seconds() / 60)


def until(true: Callable[[], Any]) -> None:
    """Return when it has become so; fail after ten seconds."""
    end = time.monotonic() + 10
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def invite(by: User) -> Invitation:
    role = factories.group("moderator")
    return workflow.invite(email=TO, first_name="Inés", last_name="", role=role, language="es", by=by)


def test_mail_is_sent_when_the_transaction_has_come_through(server: MailServer) -> None:
    with transaction.atomic():
        post()
        assert (Mail.objects.count(), server.mails) == (1, [])
    [letter] = server.mails
    assert (letter["To"], letter["Subject"], letter["Auto-Submitted"]) == (TO, "News", "auto-generated")
    assert letter.get_body(("plain",)).get_content().startswith("There is news.\r\n\r\nOpen Rivers Alliance\r\n")
    assert "<p>There is news.</p>" in letter.get_body(("html",)).get_content()
    assert Mail.objects.count() == 0


def test_mail_is_taken_back_with_its_transaction(server: MailServer) -> None:
    with transaction.atomic():
        post()
        transaction.set_rollback(True)
    assert (Mail.objects.count(), outbox.deliver(), server.mails) == (0, 0, [])


def test_mail_speaks_the_language_it_was_written_in(no_server: None) -> None:
    with translation.override("es"):
        post()
    mail = Mail.objects.get()
    assert ("Alianza Ríos Abiertos" in mail.text, '<html lang="es">' in mail.html) == (True, True)


def test_subject_begins_no_other_header(server: MailServer) -> None:
    outbox.post(TO, "News\r\nBcc: other@rivers.example", ["There is news."])
    assert [(letter["Subject"], letter["Bcc"]) for letter in server.mails] == [("News Bcc: other@rivers.example", None)]


def test_mail_waits_for_a_server_that_is_down_and_goes_once(
    no_server: None, settings: Settings, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    post()
    mail = Mail.objects.get()
    assert (mail.tries, minutes_until(mail)) == (1, 1)
    assert [record.getMessage() for record in caplog.records] == ["A mail could not be sent: ConnectionRefusedError"]
    assert outbox.deliver() == 0, "it is not due yet"
    server = request.getfixturevalue("server")
    make_due()
    assert ([outbox.deliver(), outbox.deliver()], len(server.mails), Mail.objects.count()) == ([1, 0], 1, 0)


def test_intervals_grow(no_server: None) -> None:
    post()
    minutes = []
    for _ in range(5):
        minutes.append(minutes_until(Mail.objects.get()))
        make_due()
        outbox.deliver()
    assert (minutes, Mail.objects.get().tries) == ([1, 5, 15, 60, 60], 6)


def test_page_does_not_wait_for_a_server_that_hangs(
    server: MailServer, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    server.answering.clear()
    seconds = []
    for number in range(3):
        start = time.monotonic()
        answer = Client().post("/accounts/password/reset/", {"email": f"nobody{number}@rivers.example"})
        seconds.append(time.monotonic() - start)
        assert answer.status_code == 302
    patience = settings.MAIL_PATIENCE.total_seconds()
    assert (seconds[0] < 2, seconds[1] < patience, seconds[2] < patience) == (True, True, True)
    assert (Mail.objects.count(), server.connections) == (3, 1)
    server.answering.set()
    until(lambda: Mail.objects.count() == 2)
    make_due()
    assert (outbox.deliver(), len(server.mails)) == (2, 3)


def test_transaction_with_many_mails_waits_once(server: MailServer) -> None:
    server.answering.clear()
    start = time.monotonic()
    with transaction.atomic():
        for _ in range(5):
            post()
    assert (time.monotonic() - start < 2, Mail.objects.count()) == (True, 5)
    server.answering.set()
    until(lambda: Mail.objects.count() == 4)


def test_server_that_was_slow_has_sent_the_mail(server: MailServer, administrator: User) -> None:
    server.answering.clear()
    invited = invite(administrator)
    assert (Invitation.objects.get().sent_at, Mail.objects.get().invitation) == (None, invited)
    server.answering.set()
    until(lambda: Invitation.objects.get().sent_at)
    assert (len(server.mails), Mail.objects.count()) == (1, 0)


def test_wrong_address_does_not_keep_others(server: MailServer, caplog: pytest.LogCaptureFixture) -> None:
    server.refusing = True
    post()
    mail = Mail.objects.get()
    assert (mail.tries, mail.unanswered_at) == (1, None)
    assert [TO in record.getMessage() or record.exc_info for record in caplog.records] == [None]
    server.refusing = False
    post()
    assert len(server.mails) == 1


def test_server_that_does_not_answer_is_asked_once_a_round(no_server: None) -> None:
    for _ in range(3):
        factories.mail()
    assert (outbox.deliver(), sorted(Mail.objects.values_list("tries", flat=True))) == (0, [0, 0, 1])


def test_two_workers_send_a_mail_once(server: MailServer) -> None:
    for number in range(20):
        factories.mail(to=f"person{number}@rivers.example")
    together = threading.Barrier(4)

    def deliver(_: int) -> int:
        together.wait()
        try:
            return outbox.deliver()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        taken = sum(pool.map(deliver, range(4)))
    assert (taken, len({letter["To"] for letter in server.mails}), len(server.mails)) == (20, 20, 20)


def test_mail_is_given_up_and_emptied_after_three_days(server: MailServer) -> None:
    server.refusing = True
    factories.mail(made_at=timezone.now() - timedelta(days=2, hours=23))
    factories.mail(made_at=timezone.now() - timedelta(days=3))
    outbox.deliver()
    old, young = Mail.objects.order_by("made_at")
    assert (old.failed_at is not None, old.text, old.html, old.subject) == (True, "", "", "News")
    assert (young.failed_at, young.text) == (None, "A secret link")
    server.refusing = False
    make_due()
    assert (outbox.deliver(), len(server.mails)) == (1, 1), "what was given up is not sent"


def test_database_keeps_no_text_of_a_mail_given_up() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.mail(failed_at=timezone.now())


def test_invitation_is_sent_by_a_later_try(no_server: None, settings: Settings, administrator: User) -> None:
    invite(administrator)
    assert Invitation.objects.get().sent_at is None
    make_due()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert (outbox.deliver(), Invitation.objects.get().sent_at is not None) == (1, True)


def test_links_that_no_longer_work_are_not_sent(no_server: None, administrator: User) -> None:
    invited = invite(administrator)
    workflow.resend(invited, by=administrator)
    assert Mail.objects.count() == 1
    workflow.revoke(invited, by=administrator)
    assert Mail.objects.count() == 0


def test_longest_address_of_a_form_fits() -> None:
    longest = f"{'a' * 64}@{'.'.join(['b' * 61] * 4)}.example"[:320]
    factories.mail(to=longest)
    assert Mail.objects.get().to == longest


def test_administrator_sees_what_was_not_delivered_and_deletes_it(
    login: Callable[[User], Client], administrator: User
) -> None:
    boss = login(administrator)
    waiting, lost = factories.mail(), factories.mail(text="", html="", failed_at=timezone.now())
    page = boss.get(LIST).content.decode()
    assert ("could not be delivered" in page, "waiting" in page, "secret" in page) == (True, True, False)
    assert "secret" not in boss.get(f"{LIST}{waiting.pk}/change/").content.decode()
    boss.post(f"{LIST}{lost.pk}/delete/", {"post": "yes"})
    assert list(Mail.objects.all()) == [waiting]


@pytest.mark.parametrize("role", ["secretariat", "moderator", "translator", "read-only"])
def test_outbox_is_for_administrators(login: Callable[[User], Client], role: str) -> None:
    client, mail = login(factories.user(role)), factories.mail()
    answers = [client.get(f"{LIST}{page}").status_code for page in ("", f"{mail.pk}/change/", f"{mail.pk}/delete/")]
    assert answers == [403, 403, 403]


def test_list_costs_the_same_with_more_rows(
    login: Callable[[User], Client], administrator: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    boss = login(administrator)
    for more in (1, 2):
        for _ in range(more):
            factories.mail()
        with django_assert_num_queries(5):
            boss.get(LIST)


# manage.py work


def test_work_does_what_is_due_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    factories.mail()
    ended = timezone.now() - timedelta(seconds=1)
    Session.objects.create(session_key="ended", session_data="", expire_date=ended)
    Session.objects.create(session_key="going", session_data="", expire_date=ended + timedelta(hours=1))
    call_command("work")
    assert capsys.readouterr().out == f"mails delivered: 1, expired sessions cleared: 1, {NOTHING_ELSE}\n"
    assert [session.session_key for session in Session.objects.all()] == ["going"]


def test_job_that_fails_does_not_stop_the_others(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(work, "JOBS", {"divided": lambda: 1 // 0, "counted": lambda: 7})
    assert work.do_due() == {"counted": 7}
    [record] = caplog.records
    assert (record.getMessage(), record.exc_info[0]) == ("A job failed: divided", ZeroDivisionError)


@pytest.fixture
def environment(server: MailServer) -> dict[str, str]:
    """For a command that works on the database of the tests."""
    name = str(connection.settings_dict["NAME"])
    url = (
        f"sqlite:///{name}"
        if connection.vendor == "sqlite"
        else f"{os.environ['DATABASE_URL'].rsplit('/', 1)[0]}/{name}"
    )
    own = {"DATABASE_URL": url, "EMAIL_URL": f"smtp://127.0.0.1:{server.port}"}
    return {**os.environ, **own, "DJANGO_SETTINGS_MODULE": "config.settings"}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_work_goes_on_until_it_is_stopped(environment: dict[str, str], server: MailServer, number: int) -> None:
    factories.mail()
    command = [sys.executable, "manage.py", "work", "--loop"]
    with subprocess.Popen(command, cwd=project.BASE_DIR, env=environment, stdout=subprocess.PIPE, text=True) as process:
        until(lambda: server.mails)
        process.send_signal(number)
        said, _ = process.communicate(timeout=10)
    assert (process.returncode, said) == (
        0,
        f"mails delivered: 1, expired sessions cleared: 0, {NOTHING_ELSE}\n",
    )


def test_work_ends_with_the_process_beside_which_it_runs(environment: dict[str, str]) -> None:
    command = [sys.executable, "manage.py", "work", "--loop", "--beside", "1"]
    run = subprocess.run(command, cwd=project.BASE_DIR, env=environment, timeout=20, check=False)
    assert run.returncode == 0
