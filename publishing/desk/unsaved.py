"""What somebody typed and did not save: kept by their browser, and offered back to them alone.

`static/desk/unsaved.js` keeps it, encrypted with a key that the form gives to this person for this text: whoever else
uses the browser cannot read it. A redaction makes another key, so that what it struck cannot come back from there.
"""

import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from ..models import Decision

NAME = "unsaved"  # the field that names what is kept
ASKED = "_restore"  # the button that brings it back into the form
SAVED = "desk_saved"  # in the session: what was kept by these names is saved
MOST = 20
CODE = "restored"
KEPT = re.compile(r"[0-9a-f-]{36}", re.ASCII)


def on_form(request: HttpRequest, opts: Any, document: Any) -> dict[str, str]:
    """What the script needs to know: under which name, with which key, of which text, and what is saved by now."""
    redactions = Decision.objects.filter(document=document.pk, act=Decision.Act.REDACT).count() if document else 0
    text = f"{opts.label_lower}.{document.pk if document else 'new'}"
    name = request.POST.get(NAME, "")
    return {
        "name": name if KEPT.fullmatch(name) else "",
        "key": salted_hmac(NAME, f"{request.user.pk} {text} {redactions}", algorithm="sha256").hexdigest(),
        "text": text,
        "saved": " ".join(request.session.get(SAVED, [])),
    }


def is_saved(request: HttpRequest) -> None:
    """Let the browser forget what it kept of the form that was saved just now."""
    name = request.POST.get(NAME, "")
    if KEPT.fullmatch(name):
        request.session[SAVED] = [*request.session.get(SAVED, []), name][-MOST:]


def tell(request: HttpRequest, context: dict[str, Any]) -> None:
    """Say that what is in the form was brought back. That it is not saved is no error."""
    if ASKED not in request.POST:
        return
    messages.warning(request, _("Brought back into the form, not saved yet: what you typed before. Save to keep it."))
    if context["adminform"].form.has_error("__all__", CODE):
        context["errors"] = None
