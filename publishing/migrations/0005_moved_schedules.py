from django.db import migrations, models

from publishing.triggers import guard_editions


class Migration(migrations.Migration):
    """A schedule can be moved and stopped: the date follows it, and the next publication may be the first one read."""

    dependencies = [("publishing", "0004_corrections")]

    operations = [
        migrations.AlterField(
            model_name="decision",
            name="act",
            field=models.CharField(
                choices=[
                    ("submit", "submitted"),
                    ("publish", "published"),
                    ("schedule", "scheduled"),
                    ("move", "moved to another minute"),
                    ("stop", "schedule stopped"),
                    ("withdraw", "withdrawn"),
                    ("redact", "redacted"),
                    ("check", "translation checked"),
                    ("mend", "note mended"),
                ],
                max_length=20,
                verbose_name="act",
            ),
        ),
        migrations.RemoveConstraint(model_name="seal", name="seal_first_if_and_only_if_number_one"),
        migrations.AddConstraint(
            model_name="seal",
            constraint=models.CheckConstraint(
                condition=models.Q(("change", "first"), ("number__gt", 1), _connector="OR"),
                name="seal_of_number_one_is_first",
            ),
        ),
        migrations.RunPython(guard_editions, migrations.RunPython.noop),
    ]
