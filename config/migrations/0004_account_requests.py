from django.apps import apps as real_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

from config.roles import make_groups


def groups(apps, schema_editor):
    create_permissions(real_apps.get_app_config("accounts"), verbosity=0, apps=real_apps)
    make_groups(apps)


class Migration(migrations.Migration):
    dependencies = [("config", "0003_members"), ("accounts", "0004_account_requests")]

    operations = [migrations.RunPython(groups, migrations.RunPython.noop)]
