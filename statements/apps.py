from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StatementsConfig(AppConfig):
    name = "statements"
    verbose_name = _("Statements")

    def ready(self) -> None:
        from publishing import history, kinds

        from .kind import KIND
        from .models import Issuer, Reference, Statement

        kinds.register(KIND)
        history.register(Statement, Issuer, Reference)
