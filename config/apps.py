from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.utils.translation import gettext_lazy as _


class ConfigConfig(AppConfig):
    """The project itself: settings, site map, roles, the demo and the checks at start-up."""

    name = "config"
    verbose_name = _("Site")


class DeskConfig(admin.AdminConfig):
    """Django's admin with our own site."""

    default = False
    default_site = "config.desk.DeskSite"
