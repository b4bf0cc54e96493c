import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from publishing import append_only

COLUMNS = ("document_id", "act", "seal_id", "from_stage", "to_stage", "by_id", "at")


def guard(apps, schema_editor):
    append_only.guard(schema_editor, "publishing_decision", COLUMNS, striking=("comment",))


def unguard(apps, schema_editor):
    append_only.unguard(schema_editor, "publishing_decision")


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("publishing", "0005_moved_schedules"),
    ]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="redacted_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="decision",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["-at", "-id"], name="decision_newest_first"),
        ),
        migrations.RunPython(guard, unguard),
    ]
