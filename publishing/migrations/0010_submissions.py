from django.db import migrations, models

from publishing import append_only

COLUMNS = ("document_id", "act", "seal_id", "from_stage", "to_stage", "internal", "by_id", "at")


def guard(apps, schema_editor):
    append_only.guard(schema_editor, "publishing_decision", COLUMNS, striking=("comment", "quote"))


def unguard(apps, schema_editor):
    append_only.unguard(schema_editor, "publishing_decision")


def guard_as_before(apps, schema_editor):
    before = [name for name in COLUMNS if name != "internal"]
    append_only.guard(schema_editor, "publishing_decision", before, striking=("comment",))


class Migration(migrations.Migration):

    dependencies = [
        ('publishing', '0009_focal_points_and_new_files'),
    ]

    operations = [
        migrations.RunPython(unguard, guard_as_before),
        migrations.AddField(
            model_name='decision',
            name='internal',
            field=models.BooleanField(default=False, help_text='Not for the author.', verbose_name='internal'),
        ),
        migrations.AddField(
            model_name='decision',
            name='quote',
            field=models.TextField(blank=True, verbose_name='quoted passage'),
        ),
        migrations.AddField(
            model_name='previewlink',
            name='purpose',
            field=models.CharField(choices=[('share', 'shown to somebody'), ('round', 'as its author submitted it'), ('consent', 'for an author to agree to')], default='share', max_length=10, verbose_name='purpose'),
        ),
        migrations.AlterField(
            model_name='decision',
            name='act',
            field=models.CharField(choices=[('submit', 'submitted'), ('publish', 'published'), ('schedule', 'scheduled'), ('move', 'moved to another minute'), ('stop', 'schedule stopped'), ('withdraw', 'withdrawn'), ('redact', 'redacted'), ('check', 'translation checked'), ('mend', 'note mended'), ('take_back', 'taken back by its author'), ('take_up', 'taken up'), ('put_back', 'put back into the queue'), ('comment', 'commented'), ('request', 'changes requested'), ('decline', 'declined'), ('ask', 'authors asked to agree'), ('approve', 'approved, a second moderator to follow'), ('translate', 'accepted, handed to translation'), ('correct', 'correction begun by its author')], max_length=20, verbose_name='act'),
        ),
        migrations.AlterField(
            model_name='decision',
            name='from_stage',
            field=models.CharField(blank=True, choices=[('writing', 'being written by a member'), ('draft', 'draft'), ('submitted', 'submitted'), ('changes_requested', 'changes requested'), ('translating', 'accepted, to be translated'), ('declined', 'declined'), ('accepted', 'accepted')], max_length=20, verbose_name='from'),
        ),
        migrations.AlterField(
            model_name='decision',
            name='to_stage',
            field=models.CharField(blank=True, choices=[('writing', 'being written by a member'), ('draft', 'draft'), ('submitted', 'submitted'), ('changes_requested', 'changes requested'), ('translating', 'accepted, to be translated'), ('declined', 'declined'), ('accepted', 'accepted')], max_length=20, verbose_name='to'),
        ),
        migrations.AlterField(
            model_name='document',
            name='stage',
            field=models.CharField(choices=[('writing', 'being written by a member'), ('draft', 'draft'), ('submitted', 'submitted'), ('changes_requested', 'changes requested'), ('translating', 'accepted, to be translated'), ('declined', 'declined'), ('accepted', 'accepted')], default='draft', editable=False, max_length=20, verbose_name='stage'),
        ),
        migrations.RunPython(guard, unguard),
    ]
