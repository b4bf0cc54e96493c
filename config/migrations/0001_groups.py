from django.apps import apps as real_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

from config.roles import make_groups


def groups(apps, schema_editor):
    # Permissions are otherwise made after the last migration, and the groups need them now.
    for label in ("publishing", "signatories", "blog", "statements", "pages", "importing"):
        create_permissions(real_apps.get_app_config(label), verbosity=0, apps=real_apps)
    make_groups(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("publishing", "0002_guard_editions"),
        ("signatories", "0001_initial"),
        ("blog", "0001_initial"),
        ("statements", "0001_initial"),
        ("pages", "0001_initial"),
        ("importing", "0001_initial"),
    ]

    operations = [migrations.RunPython(groups, migrations.RunPython.noop)]
