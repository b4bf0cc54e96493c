"""What a member is told of their own text: where it stands, what was decided, what was changed since they sent it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing import checks, differ, kinds, languages
from publishing.models import Decision, Document, Edition
from publishing.press import stretches
from publishing.press.stretches import Folded
from publishing.sharing import showing

from . import agreement
from .models import WITH_AUTHOR, Stage, Submission

Act = Decision.Act
STANDS = {
    Stage.WRITING: gettext_lazy("You are writing it"),
    Stage.DRAFT: gettext_lazy("With you"),
    Stage.SUBMITTED: gettext_lazy("Waiting for a moderator"),
    Stage.CHANGES_REQUESTED: gettext_lazy("With you: changes are asked for"),
    Stage.TRANSLATING: gettext_lazy("Accepted, being translated"),
    Stage.DECLINED: gettext_lazy("Declined"),
    Stage.ACCEPTED: gettext_lazy("Accepted"),
}
NEXT = {
    Stage.WRITING: gettext_lazy("Only you can see it. Finish it, and send it to the moderators."),
    Stage.DRAFT: gettext_lazy("Change what you like, and send it to the moderators again."),
    Stage.SUBMITTED: gettext_lazy(
        "You will get a mail about each step. Until somebody takes it up you can take it back."
    ),
    Stage.CHANGES_REQUESTED: gettext_lazy("Read what the moderator writes, change your text, and send it again."),
    Stage.TRANSLATING: gettext_lazy("It is published when the translation is there. You need do nothing."),
    Stage.DECLINED: gettext_lazy("The reason is below. You can begin another text at any time."),
    Stage.ACCEPTED: gettext_lazy(
        "If something in it is wrong, propose a correction: readers keep what they have until then."
    ),
}
# Acts whose comment is for the author, or for everybody. What is said beside others is the desk's.
SAID = {Act.COMMENT, Act.REQUEST, Act.DECLINE, Act.TRANSLATE, Act.APPROVE, Act.ASK, Act.PUBLISH, Act.WITHDRAW}


@dataclass(frozen=True)
class Step:
    """One decision as its author reads it."""

    at: Any
    act: str
    who: str
    before: str
    after: str
    comment: str
    quote: str


def stands(submission: Submission) -> str:
    """Where a text stands, in a few words."""
    stage = Stage(submission.post.stage)
    if stage == Stage.SUBMITTED and submission.claimant():
        return _("A moderator is reading it")
    return str(STANDS[stage])


def next_step(submission: Submission) -> str:
    """What its author can do now, in a sentence."""
    stage = Stage(submission.post.stage)
    if stage == Stage.SUBMITTED and submission.claimant():
        return _("You will get a mail about what they decide. Wait for it: nothing can be changed meanwhile.")
    return str(NEXT[stage])


def acts(submission: Submission) -> dict[str, bool]:
    """What its author may do now."""
    stage = submission.post.stage
    return {
        "edit": stage in WITH_AUTHOR,
        "take_back": stage == Stage.SUBMITTED and not submission.claimant(),
        "correct": stage == Stage.ACCEPTED,
        "delete": stage == Stage.WRITING,
    }


def steps(submission: Submission, reader: User) -> list[Step]:
    """Every decision that is not internal, the newest first."""
    rows = Decision.objects.filter(document=submission.post_id, internal=False).select_related("by")
    return [_step(row, reader) for row in rows.order_by("-at", "-pk")]


def _step(row: Decision, reader: User) -> Step:
    stages = ("", "")
    if row.from_stage != row.to_stage:
        known = {stage.value: str(label) for stage, label in STANDS.items()}
        stages = known.get(row.from_stage, ""), known.get(row.to_stage, "")
    said = row.act in SAID
    return Step(
        row.at,
        row.get_act_display(),
        _name(row.by, reader),
        *stages,
        row.comment if said else "",
        row.quote if said else "",
    )


def _name(person: Any, reader: User) -> str:
    """Who did it; never an address."""
    if person is None:
        return _("the site itself")
    return _("you") if person.pk == reader.pk else person.get_full_name() or _("somebody of the editorial team")


def changes(submission: Submission) -> list[dict[str, Any]]:
    """What differs, in each language, from the text as it was last sent."""
    last = agreement.last_round(submission)
    if last is None:
        return []
    sent = {copy.language: showing.edition_of(copy) for copy in last.copies.select_related("link__document")}
    written = showing.written_in(submission.post)
    found = [_changed(submission.post, code, sent.get(code)) for code in written]
    return [side for side in found if side["parts"]]


def _changed(post: Document, code: str, sent: Edition | None) -> dict[str, Any]:
    now = showing.working_copy(post, code).edition
    now.slug = ""  # an address is the desk's matter, and a copy has none
    parts: list[Folded] = stretches.fold_parts(differ.compare(sent, now))
    return {"code": code, "name": languages.name_of(code), "parts": parts}


def editions(submission: Submission) -> list[dict[str, str]]:
    """Where readers have it now."""
    rows = Edition.objects.public().filter(document=submission.post_id).light().order_by("language")
    return [
        {"title": row.title, "url": kinds.url_of(row), "code": row.language, "name": languages.name_of(row.language)}
        for row in rows
    ]


def remarks(post: Document) -> list[dict[str, Any]]:
    """What the checks found, language by language. An address is given when the text is sent: none is no remark."""
    codes = showing.written_in(post)
    addressed = [_addressed(post, code) for code in codes]
    findings = checks.look(addressed[-1], codes) if addressed else []
    return [
        {"name": languages.name_of(code), "found": [each.message for each in findings if each.language == code]}
        for code in codes
        if any(each.language == code for each in findings)
    ]


def _addressed(post: Document, code: str) -> Document:
    if not languages.in_language(post, "slug", code):
        setattr(post, f"slug_{code}", f"text-{post.pk}")
    return post


def listed(texts: Iterable[Submission]) -> list[dict[str, Any]]:
    """A member's texts for the list."""
    return [{"submission": text, "stands": stands(text), "next": next_step(text), **acts(text)} for text in texts]
