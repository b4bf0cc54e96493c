"""For the admin of accounts and of roles: each change of them is an entry of the audit trail."""

from typing import Any

from django.contrib.auth.models import Group, User
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from . import audit
from .audit import Act


class AuditedMixin:
    """What an object was is looked at before it is saved, and what it is once its groups and permissions are."""

    changed_act: str
    deleted_act: str

    def state(self, obj: Any) -> dict[str, Any]:
        raise NotImplementedError

    def about(self, obj: Any) -> str:
        return str(obj)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        form.before = self.state(type(obj)._default_manager.get(pk=obj.pk)) if change else {}
        super().save_model(request, obj, form, change)  # type: ignore[misc]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)  # type: ignore[misc]
        saved = form.instance
        if changes := audit.difference(form.before, self.state(saved)):
            account = saved if isinstance(saved, User) else None
            audit.write(self.changed_act, self.about(saved), by=_who(request), account=account, changes=changes)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        audit.write(self.deleted_act, self.about(obj), by=_who(request))
        super().delete_model(request, obj)  # type: ignore[misc]

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        for obj in queryset:
            audit.write(self.deleted_act, self.about(obj), by=_who(request))
        super().delete_queryset(request, queryset)  # type: ignore[misc]


class AuditedAccounts(AuditedMixin):
    changed_act, deleted_act = Act.CHANGE, Act.DELETE

    def state(self, obj: User) -> dict[str, Any]:
        return audit.state_of_account(obj)

    def about(self, obj: User) -> str:
        return audit.name_of(obj)

    @transaction.atomic
    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002
        response = super().user_change_password(request, id, form_url)  # type: ignore[misc]
        if request.method == "POST" and response.status_code == 302:
            audit.happened("accounts/password_by_another", User.objects.get(pk=id), by=_who(request))
        return response


class AuditedRoles(AuditedMixin):
    changed_act, deleted_act = Act.ROLE, Act.END

    def state(self, obj: Group) -> dict[str, Any]:
        return audit.state_of_role(obj)


def _who(request: HttpRequest) -> Any:
    """Whoever asks: in the admin always somebody."""
    return request.user
