"""What happens to signatures. A name is never shown apart from the seal that was signed."""

from publishing import languages
from publishing.models import Seal

from .models import Signature, SignatureQuerySet


def bind_waiting(seal: Seal) -> None:
    """Bind to a new seal the signatures that staff entered while the text was being prepared.

    Whoever stands under this text already is not bound, and so not counted, a second time: theirs goes on waiting.
    """
    standing = Signature.objects.standing(seal).order_by().values("signatory")
    waiting_for(seal.document_id).exclude(signatory__in=standing).update(seal=seal, state=Signature.State.RECORDED)


def waiting_for(statement_id: int) -> SignatureQuerySet:
    """The signatures that staff entered and that no seal binds yet."""
    waiting = Signature.objects.filter(statement=statement_id, seal=None, state=Signature.State.PENDING)
    return waiting.exclude(via=Signature.Via.FORM)


def let_go(seal: Seal) -> None:
    """Let the signatures that a seal bound wait again: the text that they were bound to will not be shown.

    Not where the same signatory waits already, entered a second time meanwhile.
    """
    waiting = Signature.objects.filter(statement=seal.document_id, seal=None).values("signatory")
    bound = Signature.objects.filter(seal=seal, state=Signature.State.RECORDED).exclude(via=Signature.Via.FORM)
    bound.exclude(signatory__in=waiting).update(seal=None, state=Signature.State.PENDING)


def anonymise(signature: Signature) -> None:
    """Take a signature down for somebody's safety: it stays in the count of its seal, its roles go, its name is hidden.

    One that still waits for its seal goes altogether.
    """
    if signature.seal_id is None:
        signature.delete()
        return
    signature.affiliations.all().delete()
    _hand_on_heading(signature)
    Signature.objects.filter(pk=signature.pk).update(state=Signature.State.ANONYMISED, authority="")


def _hand_on_heading(signature: Signature) -> None:
    """A heading stands above those that follow: it must not go with the first of them."""
    following = (
        Signature.objects.filter(statement=signature.statement_id, position__gt=signature.position)
        .exclude(state=Signature.State.ANONYMISED)
        .order_by("position", "pk")
        .first()
    )
    if following and not any(_headings(following).values()):
        Signature.objects.filter(pk=following.pk).update(**_headings(signature))


def _headings(signature: Signature) -> dict[str, str]:
    names = {code: f"group_heading_{code}" for code in languages.CODES}
    return {name: languages.in_language(signature, "group_heading", code) for code, name in names.items()}
