"""Links are made, found by their token, and revoked.

The token is the link's random key with a signature over it. The key alone is stored: staff can copy a link again, and
whoever reads the database, or a backup, opens none without SECRET_KEY.
"""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import Document, PreviewLink
from ..workflow import require
from . import showing

SHARE = "publishing.share_document"
DEFAULT_DAYS, MOST_DAYS = 14, 90

_signer = Signer(salt="publishing.sharing.links", sep="~")


def token_of(link: PreviewLink) -> str:
    """What opens a link."""
    return _signer.sign(link.key)


def url_of(link: PreviewLink) -> str:
    """The address to pass on."""
    return settings.SITE_URL + reverse("preview", args=[token_of(link)])


def behind(token: str) -> PreviewLink | None:
    """The link that this token opens, with its document; None for one that ended, was revoked or never was."""
    try:
        key = _signer.unsign(token)
    except BadSignature:
        return None
    return PreviewLink.objects.open().filter(key=key).select_related("document").first()


def make(document: Document, *, living: bool, days: int, by: User) -> PreviewLink:
    """A link that works for so many days: to the working copy as it is each time, or to a copy of it as it is now.

    Raises PermissionDenied; ValidationError where there is no text to show.
    """
    require(by, SHARE)
    return keep(document, living=living, days=days, by=by)


def keep(
    document: Document,
    *,
    days: int,
    by: User,
    living: bool = False,
    purpose: str = PreviewLink.Purpose.SHARE,
) -> PreviewLink:
    """What `make` does, for a purpose and for whoever the caller has let. Raises ValidationError as `make` does."""
    with transaction.atomic():
        document = Document.objects.select_for_update().get(pk=document.pk)
        if not showing.written_in(document):
            raise ValidationError(_("There is no text in any language yet."))
        now = timezone.now()
        link = PreviewLink.objects.create(
            document=document,
            purpose=purpose,
            living=living,
            revision=document.revision,
            made_by=by,
            made_at=now,
            expires_at=now + timedelta(days=days),
        )
        if not living:
            for code in showing.written_in(document):
                showing.keep(link, showing.working_copy(document, code))
    return link


def revoke(link: PreviewLink, *, by: User) -> None:
    """From now on the link shows nothing. Raises PermissionDenied."""
    require(by, SHARE)
    PreviewLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now(), revoked_by=by)
