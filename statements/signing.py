"""What happens to signatures. A name is never shown apart from the seal that was signed."""

from publishing.models import Seal

from .models import Signature


def bind_waiting(seal: Seal) -> None:
    """Bind to a new seal the signatures that staff entered while the text was being prepared."""
    Signature.objects.filter(statement=seal.document_id, seal=None, state=Signature.State.PENDING).exclude(
        via=Signature.Via.FORM
    ).update(seal=seal, state=Signature.State.RECORDED)
