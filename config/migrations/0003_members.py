from django.apps import apps as real_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

from config.roles import make_groups


def groups(apps, schema_editor):
    for label in ("auth", "publishing", "blog", "accounts", "members"):
        create_permissions(real_apps.get_app_config(label), verbosity=0, apps=real_apps)
    make_groups(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("config", "0002_share_previews"),
        ("publishing", "0010_submissions"),
        ("accounts", "0002_audit_entries"),
        ("members", "0001_initial"),
    ]

    operations = [migrations.RunPython(groups, migrations.RunPython.noop)]
