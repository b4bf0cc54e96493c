"""allauth's form for a code that was mailed, with codes counted as passwords are.

allauth counts in the session, which a thousand guesses at the same moment all find as it was.
"""

from allauth.account.adapter import get_adapter
from allauth.account.forms import ConfirmLoginCodeForm
from allauth.core import context

from . import audit, guesses, limits, network


class CodeForm(ConfirmLoginCodeForm):
    def clean_code(self) -> str:
        request = context.request
        account = request._login_stage.state.get("email", "")
        taken = guesses.take(account, network.network_of(request))
        if taken is None:
            audit.locked(account)
            raise get_adapter().validation_error("too_many_login_attempts")
        code: str = super().clean_code()
        limits.give_back(taken)
        return code
