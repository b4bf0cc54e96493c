"""Where allauth asks the site how it wants things."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from . import asking, audit, guesses, limits, mails, network, second_factor


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up; passwords are tried a few times only; mails are ours."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return network.address_of(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """allauth counts here, in the cache; `authenticate` has counted in the database already."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        account = credentials.get("email") or credentials.get("username", "")
        taken = guesses.take(account, network.network_of(request))
        if taken is None:
            audit.locked(account)
            raise self.validation_error("too_many_login_attempts")
        user = super().authenticate(request, **credentials)
        if user:
            limits.give_back(taken)
        return user

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Whoever has logged in a moment ago, with all that they have, is not asked again."""
        return super().is_reauthentication_required(app=app) and not self._has_just_logged_in()

    def _has_just_logged_in(self) -> bool:
        request = self.request
        records = get_authentication_records(request, request.user)
        if second_factor.has(request.user):
            records = [record for record in records if record.get("method") == "mfa"]
        return any(time.time() - record["at"] < REAUTHENTICATION_TIMEOUT for record in records)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        if getattr(request.user, "is_staff", False):
            return reverse("admin:index")
        return self.members_start()

    def members_start(self) -> str:
        """Where those begin who write."""
        return reverse("members:start")

    def get_reset_password_from_key_url(self, key: str) -> str:
        person, token = key.split("-", 1)
        return f"{settings.SITE_URL}{reverse('account_reset_password_from_key', args=[person, token])}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        if template_prefix == "account/email/password_reset_key":
            mails.reset(context["user"], context["password_reset_url"])
        elif template_prefix == "account/email/login_code":
            if user := User.objects.filter(email__iexact=email, is_active=True).first():
                mails.code(user, context["code"])
        elif template_prefix == "account/email/unknown_account":
            if asking.may_write_to(email):
                mails.unknown(email)
        else:
            raise LookupError(f"There are no words for {template_prefix}.")

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        mails.notice(user, template_prefix)
        audit.happened(template_prefix, user, by=user)


class SecondFactorAdapter(DefaultMFAAdapter):
    """What second factors are called."""

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002
        return _("Passkey")
