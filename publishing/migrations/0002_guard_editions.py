from django.db import migrations

from publishing.triggers import guard_editions, unguard_editions


class Migration(migrations.Migration):
    dependencies = [("publishing", "0001_initial")]

    operations = [migrations.RunPython(guard_editions, unguard_editions)]
