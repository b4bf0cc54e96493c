from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    name = "pages"
    verbose_name = _("Pages")

    def ready(self) -> None:
        from publishing import history, kinds

        from .kind import KIND
        from .models import Page

        kinds.register(KIND)
        history.register(Page)
