from itertools import groupby

from django.db import migrations, models

from publishing import noted


def list_corrections(apps, schema_editor):
    """Put what was said in the open so far on the shelf of the corrections page."""
    edition_model, listing_model = (apps.get_model("publishing", name) for name in ("Edition", "Listing"))
    seals = apps.get_model("publishing", "Seal").objects.filter(change__in=noted.Seal.NOTED)
    editions = edition_model.objects.filter(document__in=seals.values("document")).order_by("document", "pk")
    editions = editions.select_related("seal", "superseded_by").defer("source", "html", "text")
    for _document, group in groupby(editions.iterator(), key=lambda edition: edition.document_id):
        listing_model.objects.bulk_create(listing_model(**row) for row in noted.listings(group))


def clear(apps, schema_editor):
    apps.get_model("publishing", "Listing").objects.filter(shelf=noted.SHELF).delete()


class Migration(migrations.Migration):
    dependencies = [("publishing", "0003_search_index")]

    operations = [
        migrations.AlterField(
            model_name="decision",
            name="act",
            field=models.CharField(
                choices=[
                    ("submit", "submitted"),
                    ("publish", "published"),
                    ("withdraw", "withdrawn"),
                    ("redact", "redacted"),
                    ("check", "translation checked"),
                    ("mend", "note mended"),
                ],
                max_length=20,
                verbose_name="act",
            ),
        ),
        migrations.RunPython(list_corrections, clear),
    ]
