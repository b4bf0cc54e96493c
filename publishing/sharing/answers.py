"""Answers to a preview: a comment, or "I agree", kept for exactly the text that was read."""

import secrets
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from .. import kinds
from ..models import Document, PreviewAnswer, PreviewLink
from . import showing

MOST = 200  # of one link: whoever passes it on to the whole world fills no disk
_SALT = "publishing.sharing.answers"


def sign(link: PreviewLink, shown: showing.Shown) -> str:
    """What was shown, for the form to bring back; nobody can say that they were shown something else."""
    said = {
        "link": link.pk,
        "language": shown.edition.language,
        "revision": shown.revision,
        "digest": shown.digest,
        "once": secrets.token_urlsafe(8),
    }
    return signing.dumps(said, salt=_SALT)


def read(link: PreviewLink, signed: str) -> dict[str, Any] | None:
    """What `sign` said; None for what it did not say, or said of another link."""
    try:
        said = signing.loads(signed, salt=_SALT)
    except signing.BadSignature:
        return None
    return said if said["link"] == link.pk else None


def keep(link: PreviewLink, *, said: dict[str, Any], name: str, agrees: bool, comment: str) -> PreviewAnswer:
    """Keep an answer to what was shown; the same form sent again changes nothing.

    The text is kept with it, unless it was replaced meanwhile. Raises DoesNotExist where the link has ended or the
    document is gone, ValidationError where the link has taken as many answers as it may.
    """
    content = repr((said["once"], name, agrees, comment))
    key = salted_hmac(_SALT, content, algorithm="sha256").hexdigest()
    with transaction.atomic():
        # As a redaction does: of the two, the second sees what the first has done, and no copy survives one.
        document = Document.objects.select_for_update().get(pk=link.document_id)
        link = PreviewLink.objects.open().get(pk=link.pk)
        link.document = document
        if found := link.answers.filter(key=key).first():
            return found
        if link.answers.count() >= MOST:
            raise ValidationError(_("This link takes no more answers. Write to whoever sent it to you."))
        now = showing.of(link, said["language"])
        answer = PreviewAnswer.objects.create(
            link=link,
            copy=showing.keep(link, now) if now and now.digest == said["digest"] else None,
            key=key,
            language=said["language"],
            revision=said["revision"],
            digest=said["digest"],
            name=name,
            agrees=agrees,
            comment=comment,
        )
        for companion in kinds.companions():
            companion.answered(answer)
        return answer
