"""What members submit and moderators decide: each transition by somebody who may and by somebody who may not."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Mail
from members import agreement, workflow
from members.models import Stage, Submission
from publishing import workflow as press
from publishing.models import Decision, Document, Edition, PreviewLink
from publishing.sharing import answers, showing
from tests import factories

pytestmark = pytest.mark.django_db

Act = Decision.Act


def stage(submission: Submission) -> str:
    return Document.objects.get(pk=submission.post_id).stage


def acts(submission: Submission) -> list[tuple[str, str, str]]:
    rows = Decision.objects.filter(document=submission.post_id).order_by("pk")
    return [(row.act, row.from_stage, row.to_stage) for row in rows]


def agreed(submission: Submission) -> None:
    """Let the time for answers pass."""
    agreement.of(submission)
    submission.consents.update(asked_at=timezone.now() - Submission.SILENCE - timedelta(minutes=1))


def test_submitting_keeps_the_text_and_tells_author_and_moderators(
    mailoutbox: Any, django_capture_on_commit_callbacks: Any
) -> None:
    moderator = factories.user("moderator")
    factories.user("secretariat")
    made = factories.submission()
    with django_capture_on_commit_callbacks(execute=True):
        workflow.submit(made, by=made.by)
    assert acts(made) == [("submit", "writing", "submitted")]
    round_ = agreement.rounds(made)[0]
    assert sorted(copy.language for copy in round_.copies.all()) == ["en", "es"]
    assert sorted(mail.to[0] for mail in mailoutbox) == sorted([made.by.email, moderator.email])


@pytest.mark.parametrize("empty", ["title_en", "body_en"])
def test_submitting_an_empty_text_is_refused(empty: str) -> None:
    fields: dict[str, Any] = {empty: ""}
    made = factories.submission(**fields)
    with pytest.raises(ValidationError):
        workflow.submit(made, by=made.by)
    assert stage(made) == "writing"


@pytest.mark.parametrize("role", ["moderator", "secretariat", "administrator", "member"])
def test_nobody_submits_for_somebody_else(role: str) -> None:
    other = factories.member() if role == "member" else factories.user(role)
    with pytest.raises(PermissionDenied):
        workflow.submit(factories.submission(), by=other)


def test_author_takes_back_until_somebody_has_taken_it_up() -> None:
    first, second = factories.submitted(), factories.submitted()
    workflow.take_back(first, by=first.by)
    assert stage(first) == "draft"
    workflow.take_up(second, by=factories.user("moderator"))
    with pytest.raises(ValidationError, match="taken your text up"):
        workflow.take_back(second, by=second.by)


def test_claim_keeps_others_out_and_lapses() -> None:
    made, first, second = factories.submitted(), factories.user("moderator"), factories.user("moderator")
    workflow.take_up(made, by=first)
    with pytest.raises(ValidationError, match="taken this text up"):
        workflow.take_up(made, by=second)
    Submission.objects.update(taken_at=timezone.now() - Submission.CLAIM)
    workflow.take_up(made, by=second)
    assert Submission.objects.get().taken_by == second


DECISIONS: dict[str, Callable[[Submission, User], Any]] = {
    "take_up": lambda made, by: workflow.take_up(made, by=by),
    "put_back": lambda made, by: workflow.put_back(made, by=by),
    "comment": lambda made, by: workflow.comment(made, text="Why?", by=by),
    "request": lambda made, by: workflow.request_changes(made, comment="Shorter.", by=by),
    "decline": lambda made, by: workflow.decline(made, comment="Not for us.", by=by),
    "translate": lambda made, by: workflow.translate(made, by=by),
    "accept": lambda made, by: workflow.accept(made, languages=["en"], change="first", by=by),
}


@pytest.mark.parametrize("act", DECISIONS)
@pytest.mark.parametrize("role", ["member", "translator", "read-only"])
def test_deciding_is_refused_to_others(act: str, role: str) -> None:
    other = factories.member() if role == "member" else factories.user(role)
    made = factories.submitted()
    agreed(made)
    with pytest.raises(PermissionDenied):
        DECISIONS[act](made, other)
    assert acts(made) == [("submit", "writing", "submitted")]


@pytest.mark.parametrize("act", DECISIONS)
@pytest.mark.parametrize("how", ["submitted it", "stands in the byline"])
def test_nobody_decides_on_their_own_text(act: str, how: str) -> None:
    moderator = factories.user("moderator")
    made = factories.submitted(by=moderator if how == "submitted it" else None)
    if how == "stands in the byline":
        factories.byline(made.post, factories.author(user=moderator))
    with pytest.raises(PermissionDenied):
        DECISIONS[act](made, moderator)


@pytest.mark.parametrize("act", DECISIONS)
@pytest.mark.parametrize("at", ["writing", "draft", "changes_requested", "declined", "accepted"])
def test_deciding_on_what_does_not_wait_is_refused(act: str, at: str) -> None:
    made = factories.submitted()
    Document.objects.update(stage=at)
    with pytest.raises(ValidationError):
        DECISIONS[act](made, factories.user("moderator"))
    assert stage(made) == at


@pytest.mark.parametrize(
    ("act", "to"), [("request", "changes_requested"), ("decline", "declined"), ("translate", "translating")]
)
def test_decision_moves_the_text_and_ends_the_claim(act: str, to: str) -> None:
    made, moderator = factories.submitted(), factories.user("moderator")
    workflow.take_up(made, by=moderator)
    DECISIONS[act](made, moderator)
    assert (stage(made), Submission.objects.get().taken_by) == (to, None)
    assert acts(made)[-1] == (act, "submitted", to)


@pytest.mark.parametrize("act", ["request", "decline"])
def test_decision_against_a_text_says_why(act: str) -> None:
    calls: dict[str, Any] = {"request": workflow.request_changes, "decline": workflow.decline}
    with pytest.raises(ValidationError, match="why"):
        calls[act](factories.submitted(), comment="  ", by=factories.user("moderator"))


def test_internal_comment_is_not_mailed(mailoutbox: Any, django_capture_on_commit_callbacks: Any) -> None:
    made, moderator = factories.submitted(), factories.user("moderator")
    with django_capture_on_commit_callbacks(execute=True):
        workflow.comment(made, text="Careful with this one.", internal=True, by=moderator)
        workflow.comment(made, text="Which river?", quote="the river", by=moderator)
    assert [(mail.to, "Which river?" in mail.body, "Careful" in mail.body) for mail in mailoutbox] == [
        ([made.by.email], True, False)
    ]


def test_accepting_publishes_and_a_correction_unpublishes_nothing() -> None:
    made, moderator = factories.submitted(), factories.user("moderator")
    agreed(made)
    workflow.accept(made, languages=["en", "es"], change="first", by=moderator)
    assert stage(made) == "accepted"
    workflow.correct(made, by=made.by)
    assert stage(made) == "draft"
    assert Edition.objects.public().filter(document=made.post_id).count() == 2
    Document.objects.filter(pk=made.post_id).update(title_en="Better")
    workflow.submit(made, by=made.by)
    agreed(made)
    note = {"en": "A name was wrong.", "es": "Un nombre estaba mal."}
    workflow.accept(made, languages=["en"], change="correction", note=note, by=moderator)
    shown = Edition.objects.public().get(document=made.post_id, language="en")
    assert (shown.title, shown.seal.change) == ("Better", "correction")


def test_series_can_ask_for_two_moderators() -> None:
    series = factories.series(two_moderators=True)
    made, first = factories.submitted(series=series), factories.user("moderator")
    agreed(made)
    assert workflow.accept(made, languages=["en"], change="first", by=first) is None
    with pytest.raises(ValidationError, match="two moderators"):
        workflow.accept(made, languages=["en"], change="first", by=first)
    assert workflow.accept(made, languages=["en"], change="first", by=factories.user("moderator"))


def test_approval_ends_when_the_text_is_changed() -> None:
    made, first = factories.submitted(series=factories.series(two_moderators=True)), factories.user("moderator")
    agreed(made)
    workflow.accept(made, languages=["en"], change="first", by=first)
    Document.objects.filter(pk=made.post_id).update(revision=F("revision") + 1)
    assert workflow.accept(made, languages=["en"], change="first", by=factories.user("moderator")) is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.update(approved_revision=None)


def publish(made: Submission, by: User) -> Any:
    return press.publish(made.post, languages=["en"], change="first", by=by)


def test_desk_publishes_no_submission_past_its_rules() -> None:
    made = factories.submitted()
    Document.objects.filter(pk=made.post_id).update(title_en="Changed since")
    with pytest.raises(ValidationError, match="not agreed"):
        publish(made, factories.user("secretariat"))
    workflow.take_back(made, by=made.by)
    with pytest.raises(ValidationError, match="with its author"):
        publish(made, factories.user("secretariat"))


def test_text_as_its_author_submitted_it_is_agreed_to() -> None:
    made = factories.submitted()
    assert agreement.missing(made) == []
    Document.objects.filter(pk=made.post_id).update(title_en="Mended by a moderator")
    assert [str(consent) for consent in agreement.missing(made)] == ["Rosa Quispe"]


def test_every_author_is_asked_and_answers_for_exactly_one_text(
    mailoutbox: Any, django_capture_on_commit_callbacks: Any
) -> None:
    made = factories.submitted()
    other = factories.author("Inti Mamani")
    factories.byline(made.post, other)
    with django_capture_on_commit_callbacks(execute=True):
        agreement.of(made)
        made.consents.filter(author=other).update(email="inti@rivers.example")
        asked = agreement.ask(Submission.objects.get(), by=factories.user("moderator"))
    assert [str(consent) for consent in asked] == ["Rosa Quispe", "Inti Mamani"]
    assert [mail.to for mail in mailoutbox] == [[made.by.email], ["inti@rivers.example"]]
    for consent in made.consents.all():
        answer(consent, agrees=True)
    assert agreement.missing(Submission.objects.get()) == []
    Document.objects.filter(pk=made.post_id).update(body_es="<p>Otra cosa.</p>")
    assert len(agreement.missing(Submission.objects.get())) == 2


def test_silence_is_waited_out_and_said() -> None:
    made, moderator = factories.submitted(), factories.user("moderator")
    factories.byline(made.post, factories.author("Inti Mamani"))
    with pytest.raises(ValidationError, match="Inti Mamani"):
        workflow.accept(made, languages=["en"], change="first", by=moderator)
    agreement.ask(made, by=moderator)
    Submission.objects.get().consents.update(asked_at=timezone.now() - Submission.SILENCE)
    assert workflow.accept(made, languages=["en"], change="first", by=moderator)
    said = Decision.objects.filter(document=made.post_id, internal=True).get()
    assert said.comment == "Published without the answer of: Rosa Quispe, Inti Mamani."


def answer(consent: Any, agrees: bool) -> None:
    link = PreviewLink.objects.get(consent=consent)
    shown = showing.of(link, "en")
    said = answers.read(link, answers.sign(link, shown)) if shown else None
    answers.keep(link, said=said or {}, name=str(consent), agrees=agrees, comment="" if agrees else "Not like this.")


def test_author_who_says_no_is_not_silent_until_asked_again() -> None:
    made, moderator = factories.submitted(), factories.user("moderator")
    factories.byline(made.post, factories.author("Inti Mamani"))
    agreement.ask(made, by=moderator)
    consent = made.consents.get(author__name="Inti Mamani")
    answer(consent, agrees=True)
    answer(consent, agrees=False)
    made.consents.update(asked_at=timezone.now() - Submission.SILENCE)
    with pytest.raises(ValidationError, match="do not agree with it as it stands: Inti Mamani"):
        workflow.accept(made, languages=["en"], change="first", by=moderator)
    agreement.ask(Submission.objects.get(), by=moderator)
    made.consents.update(asked_at=timezone.now() - Submission.SILENCE)
    assert workflow.accept(made, languages=["en"], change="first", by=moderator)


def test_what_nobody_takes_up_becomes_the_secretariats() -> None:
    made = factories.submitted()
    assert list(Submission.objects.untouched()) == []
    late = timezone.now() + Submission.UNTOUCHED + timedelta(minutes=1)
    assert list(Submission.objects.untouched(late)) == [made]


def test_database_refuses_half_a_claim() -> None:
    made = factories.submission()
    for half in ({"taken_by": made.by}, {"taken_at": timezone.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Submission.objects.filter(pk=made.pk).update(**half)


def test_redaction_strikes_what_was_said_and_submitted() -> None:
    from publishing import redaction

    made, moderator = factories.submitted(body_en="<p>Their name is Amaru Condori.</p>"), factories.user("moderator")
    workflow.comment(made, text="Is Amaru Condori safe?", quote="Amaru Condori", by=moderator)
    redaction.redact(made.post, passages=["Amaru Condori"], by=factories.user("secretariat"))
    decision = Decision.objects.get(act="comment")
    copies = list(agreement.rounds(made)[0].copies.values_list("source", flat=True))
    assert [text for text in (decision.comment, decision.quote, *copies) if "Amaru" in text] == []


def test_redaction_reaches_mails_that_wait_and_names_in_decisions() -> None:
    from publishing import redaction

    made, moderator = factories.submitted(), factories.user("moderator")
    factories.byline(made.post, factories.author("Amaru Condori"))
    agreement.of(made)
    made.consents.filter(author__name="Amaru Condori").update(email="amaru@rivers.example")
    agreement.ask(Submission.objects.get(), by=moderator)
    workflow.comment(made, text="Is Amaru Condori safe?", by=moderator)
    other = factories.mail(subject="Amaru Condori", text="Of another matter.")
    redaction.redact(made.post, passages=["Amaru Condori"], by=factories.user("secretariat"))
    said = Decision.objects.values_list("comment", flat=True)
    assert [text for text in said if "Amaru" in text] == []
    assert [mail for mail in Mail.objects.all() if "Amaru" in mail.subject + mail.text] == [other]


def test_nobody_corrects_their_own_published_text_at_the_desk() -> None:
    made = factories.submitted(by=factories.user("moderator"))
    agreed(made)
    workflow.accept(made, languages=["en"], change="first", by=factories.user("moderator"))
    with pytest.raises(ValidationError, match="your own text"):
        press.publish(made.post, languages=["en"], change="correction", note={"en": "Better."}, by=made.by)


@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_the_same_moment_have_one_winner() -> None:
    """200 rounds: one takes the text up, the other is told."""
    first, second = factories.user("moderator"), factories.user("moderator")
    for _round in range(200):
        made = factories.submitted()
        told: list[str] = []
        gate = threading.Barrier(2)

        def claim(by: User, made: Submission = made, told: Any = told, gate: Any = gate) -> None:
            gate.wait()
            try:
                workflow.take_up(made, by=by)
                told.append("has it")
            except ValidationError:
                told.append("is told")
            finally:
                connection.close()

        threads = [threading.Thread(target=claim, args=[person]) for person in (first, second)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(told) == ["has it", "is told"]
        assert Decision.objects.filter(document=made.post_id, act=Act.TAKE_UP).count() == 1


def test_stages_cover_all_that_can_be_decided() -> None:
    froms = {stage for states, _to in workflow.TRANSITIONS.values() for stage in states}
    assert froms | {Stage.DECLINED} == set(Stage)
