from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    """People outside the secretariat who write, and the moderators who decide."""

    name = "members"
    verbose_name = _("Members")

    def ready(self) -> None:
        from publishing import kinds

        from .companion import COMPANION

        kinds.accompany(COMPANION)
