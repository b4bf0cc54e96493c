import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from publishing import append_only


def guard(apps, schema_editor):
    columns = ("act", "by_name", "about", "changes", "at")
    append_only.guard(schema_editor, "accounts_auditentry", columns, forgetting=("by_id", "account_id"))


def unguard(apps, schema_editor):
    append_only.unguard(schema_editor, "accounts_auditentry")


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(choices=[('invite', 'invited'), ('resend', 'invitation sent again'), ('revoke', 'invitation revoked'), ('create', 'account made'), ('change', 'account changed'), ('delete', 'account deleted'), ('password', 'password changed'), ('factor', 'second factor changed'), ('lock', 'too many wrong passwords'), ('role', 'role changed'), ('end', 'role deleted')], max_length=20)),
                ('by_name', models.CharField(blank=True, max_length=500)),
                ('about', models.CharField(blank=True, max_length=500)),
                ('changes', models.JSONField(default=dict)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'entry of the audit trail',
                'verbose_name_plural': 'audit trail',
                'default_permissions': ('view',),
                'indexes': [models.Index(fields=['-at', '-id'], name='accounts_audit_newest_first')],
            },
        ),
        migrations.RunPython(guard, unguard),
    ]
