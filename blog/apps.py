from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BlogConfig(AppConfig):
    name = "blog"
    verbose_name = _("Blog")

    def ready(self) -> None:
        from publishing import history, kinds

        from .kind import KIND
        from .models import Byline, Post

        kinds.register(KIND)
        history.register(Post, Byline)
