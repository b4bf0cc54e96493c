from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConfigConfig(AppConfig):
    """The project itself: settings, site map, roles, the demo and the checks at start-up."""

    name = "config"
    verbose_name = _("Site")
