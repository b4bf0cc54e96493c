"""The admin as staff meet it: named for the alliance, its lists in the order in which a newcomer needs them."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.views import set_language
from members.review import queue
from publishing import languages
from publishing.desk import start

Words = str | Promise

# Each list by its model, with a line that says what it is for.
GROUPS: tuple[tuple[str, Words, dict[str, Words]], ...] = (
    (
        "write",
        gettext_lazy("Write and publish"),
        {
            "blog.post": gettext_lazy("Articles of the blog"),
            "statements.statement": gettext_lazy("Joint statements and who signed them"),
            "pages.page": gettext_lazy("About, contact, privacy: the footer"),
            "members.submission": gettext_lazy("What members submit, and what waits for a decision"),
        },
    ),
    (
        "around",
        gettext_lazy("What a text stands with"),
        {
            "publishing.picture": gettext_lazy("The library: upload, describe, find again"),
            "publishing.topic": gettext_lazy("What texts are about, in both languages"),
            "blog.series": gettext_lazy("Series with an introduction and a disclaimer"),
            "blog.author": gettext_lazy("People who write"),
            "members.standardreply": gettext_lazy("What moderators say often, in both languages"),
        },
    ),
    (
        "sign",
        gettext_lazy("Who can sign"),
        {
            "signatories.signatory": gettext_lazy("People and organisations under statements"),
            "signatories.organisation": gettext_lazy("Members, partners, those who issue statements"),
        },
    ),
    (
        "record",
        gettext_lazy("The record"),
        {
            "publishing.edition": gettext_lazy("Everything that readers could read, and when"),
            "publishing.seal": gettext_lazy("Each publication with its class and its note"),
            "publishing.decision": gettext_lazy("Who did what, and when"),
            "publishing.brokenlink": gettext_lazy("What leads nowhere, or not where it did"),
            "importing.importedentry": gettext_lazy("A blog that moves in from Blogger"),
        },
    ),
    (
        "people",
        gettext_lazy("People and their rights"),
        {
            "accounts.accountrequest": gettext_lazy("Who asks for an account"),
            "accounts.person": gettext_lazy("What people say about themselves, to be taken over"),
            "accounts.invitation": gettext_lazy("Who is invited to work here"),
            "accounts.blockedaddress": gettext_lazy("Whose requests are not answered"),
            "accounts.mail": gettext_lazy("Mails that wait, and those that could not be delivered"),
            "auth.user": gettext_lazy("Accounts"),
            "auth.group": gettext_lazy("What each role may do"),
            "accounts.auditentry": gettext_lazy("Who published, withdrew, redacted, and who changed whose rights"),
        },
    ),
)


class DeskSite(admin.AdminSite):
    """Django's admin with the alliance's name, a language switch, and lists grouped by what they are for."""

    index_title = gettext_lazy("The desk")
    empty_value_display = "–"

    @property
    def site_header(self) -> str:  # type: ignore[override]
        return settings.SITE_NAME[languages.current()]

    @property
    def site_title(self) -> str:  # type: ignore[override]
        return _("%(site)s, the desk") % {"site": self.site_header}

    def get_urls(self) -> list[Any]:
        return [path("language/", set_language, name="language"), *super().get_urls()]

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        """A page of the admin; an address that holds a NUL, which PostgreSQL cannot be asked for, is refused."""
        page = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if "%00" in request.META.get("QUERY_STRING", ""):
                raise BadRequest("There is a NUL in the address.")
            return page(request, *args, **kwargs)

        return update_wrapper(guarded, page)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """To the one page where people log in; 403 for whoever is logged in and has no business here."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"), reverse("account_login"))

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponse:
        return HttpResponseRedirect(reverse("account_change_password"))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """What waits for this person, what is on its way, and then the lists."""
        found, waiting = start.blocks(request), queue.blocks(request)
        blocks = {name: [*waiting.get(name, []), *each] for name, each in found.items()}
        return super().index(request, {**blocks, **(extra_context or {})})

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        choices = [{"code": code, "name": name, "current": code == get_language()} for code, name in settings.LANGUAGES]
        return {**super().each_context(request), "desk_languages": choices}

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The lists this person may see, by group; what no group names comes last, under its app's own name."""
        apps = super().get_app_list(request, app_label)
        if app_label:
            return apps
        left = {f"{app['app_label']}.{model['object_name'].lower()}": model for app in apps for model in app["models"]}
        groups = []
        for label, name, lists in GROUPS:
            models = [{**left.pop(key), "purpose": purpose} for key, purpose in lists.items() if key in left]
            if models:
                groups.append(
                    {"name": name, "app_label": label, "app_url": "", "has_module_perms": True, "models": models}
                )
        others = [{**app, "models": [model for model in app["models"] if model in left.values()]} for app in apps]
        return groups + [app for app in others if app["models"]]
