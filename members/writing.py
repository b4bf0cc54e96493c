"""What a member does with their own text besides moving it on: beginning, saving, deleting."""

from collections.abc import Sequence

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from blog.models import Byline, Post
from importing.word import WordText, take_in
from publishing import history, languages, pictures, standing
from publishing.desk import slugs
from publishing.models import Document, Picture, TopicDocument

from . import bylines
from .bylines import Name
from .forms import TextForm
from .models import WITH_AUTHOR, Stage, Submission


@transaction.atomic
def save(submission: Submission | None, form: TextForm, names: Sequence[Name], *, by: User) -> Submission:
    """Save what the form holds, valid, and the byline; None begins a text. Raises PermissionDenied, ValidationError."""
    post: Post = form.instance
    if submission:
        _require(submission, by)
    else:
        post.stage, post.created_by = Stage.WRITING, by
    post.revision += 1
    post.changed_by = by
    form.save()
    submission = submission or Submission.objects.create(post=post, by=by)
    submission.post = post
    bylines.write(submission, names)
    if post.stage != Stage.WRITING:
        hand_over(post, by=by)
    return submission


@transaction.atomic
def begin(word: WordText, language: str, *, by: User) -> Submission:
    """A new text with what a Word file holds; its pictures are the member's. `word.remarks` says what was left out."""
    word.language = language
    body = take_in(word, by=by, uploaded_by=by, private=True)
    texts = {f"title_{language}": word.title[:300], f"body_{language}": body}
    post = Post.objects.create(
        stage=Stage.WRITING, created_by=by, changed_by=by, original_language=language, revision=1, **texts
    )
    submission = Submission.objects.create(post=post, by=by)
    bylines.write(submission, [Name(bylines.name_of(by), is_writer=True)])
    return submission


@transaction.atomic
def delete(submission: Submission, *, by: User) -> None:
    """Delete a text that was never submitted, with whom it alone names. Raises PermissionDenied, ValidationError."""
    Document.objects.select_for_update().get(pk=submission.post_id)
    submission = Submission.objects.select_related("post", "by").get(pk=submission.pk)
    _require(submission, by)
    if submission.post.stage != Stage.WRITING:
        raise ValidationError(_("A text that was sent to the moderators stays. You can take it back and leave it."))
    bylines.drop(submission)
    submission.post.delete()


def hand_over(post: Post, *, by: User) -> None:
    """Let others meet what a text shows: its pictures, its co-authors, its own address."""
    bodies = " ".join(languages.in_language(post, "body", code) for code in languages.CODES)
    mine = Picture.objects.filter(uploaded_by=by, private=True)
    mine.filter(token__in=pictures.tokens(bodies)).update(private=False)
    mine.filter(covers=post).update(private=False)
    bylines.give_addresses(post)
    for code in languages.CODES:
        title = languages.in_language(post, "title", code)
        if title and not languages.in_language(post, "slug", code):
            setattr(post, f"slug_{code}", slugs.from_title(title, slugs.taken_by_another(post, code)) or None)
    post.save(update_fields=[f"slug_{code}" for code in languages.CODES])
    rows = [*TopicDocument.objects.filter(content_object=post.pk), *Byline.objects.filter(post=post)]
    history.record(post, rows, by=by, comment="")
    standing.rewrite(post.pk)


def _require(submission: Submission, by: User) -> None:
    if not by.is_active or submission.by_id != by.pk:
        raise PermissionDenied(_("You may not do this."))
    if submission.post.stage not in WITH_AUTHOR:
        raise ValidationError(_("This text is with the moderators now and cannot be changed."))
