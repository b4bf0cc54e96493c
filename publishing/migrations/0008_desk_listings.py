import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F
from django.utils import timezone


LANGUAGES = ("en", "es")
TEXTS = {"title": "title", "slug": "slug", "summary": "summary", "content_notice": "content_notice", "body": "source"}


def list_what_was_sealed(apps, schema_editor):
    """A row for each language of each text that was ever sealed.

    Texts, topics and covers are compared; what the apps freeze besides (bylines, references) is taken to be as sealed,
    until the text is saved again or `manage.py rebuild_standing` has compared it.
    """
    document_model, edition_model, listing_model, topics, checks = (
        apps.get_model("publishing", name) for name in ("Document", "Edition", "DeskListing", "TopicDocument", "Check")
    )
    now = timezone.now()
    # So far nothing was done about it, and nothing took it back.
    apps.get_model("publishing", "Translation").objects.filter(ready=True).update(ready=False)
    editions = edition_model.objects.exclude(released_at=None)
    for pk in editions.order_by("document").values_list("document", flat=True).distinct():
        document = document_model.objects.get(pk=pk)
        tagged = set(topics.objects.filter(content_object=pk).values_list("tag", flat=True))
        sealed = editions.filter(document=pk).exclude(superseded_at=F("released_at"))
        sealed = list(sealed.order_by("seal__number").select_related("seal", "made_from__seal"))
        for code in LANGUAGES:
            mine = [edition for edition in sealed if edition.language == code]
            alive = [edition for edition in mine if edition.superseded_at is None or edition.superseded_at > now]
            last = alive[-1] if alive else None
            listing_model.objects.create(
                document=document,
                language=code,
                dated=min((edition.dated for edition in sealed), default=None),
                released_at=min((edition.released_at for edition in alive), default=None),
                withdrawn=bool(mine) and not alive,
                differs=bool(last) and not is_the_same(document, last, tagged),
                behind_at=behind_at(last, sealed, checks) if last else None,
            )


def is_the_same(document, edition, tagged):
    texts = all(
        " ".join((getattr(document, f"{name}_{edition.language}") or "").split())
        == " ".join(getattr(edition, column).split())
        for name, column in TEXTS.items()
    )
    cover = (edition.matter.get("cover") or {}).get("id")
    topics = {topic["id"] for topic in edition.matter.get("topics", [])}
    return texts and cover == document.cover_id and topics == tagged


def behind_at(translation, sealed, checks):
    if translation.made_from is None:
        return None
    checked = checks.objects.filter(translation=translation).values_list("original__seal__number", flat=True)
    known = max([translation.made_from.seal.number, *checked])
    original = translation.matter["original_language"]
    later = [
        edition.released_at
        for edition in sealed
        if edition.language == original
        and edition.seal.number > known
        and edition.seal.change not in ("typo", "translation")
    ]
    return min(later, default=None)


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0007_preview_links"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BrokenLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("es", "Spanish")], max_length=2, verbose_name="language"
                    ),
                ),
                (
                    "place",
                    models.CharField(
                        choices=[("text", "text"), ("reference", "reference"), ("note", "note about an author")],
                        max_length=20,
                        verbose_name="where",
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=300, verbose_name="words")),
                ("url", models.TextField(verbose_name="leads to")),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("nowhere", "there is no such page"),
                            ("unpublished", "that text is not published"),
                            ("withdrawn", "that text was withdrawn"),
                            ("moved", "that page has another address now"),
                            ("language", "that text is not there in this language"),
                            ("fragment", "the page has no such part"),
                            ("broken", "the page answers with an error"),
                            ("desk", "only staff can open that page"),
                            ("refused", "the other site answers with an error"),
                            ("silent", "the other site does not answer"),
                            ("private", "not an address on the public network"),
                        ],
                        max_length=20,
                        verbose_name="why",
                    ),
                ),
                ("detail", models.CharField(blank=True, max_length=300, verbose_name="detail")),
                ("checked_at", models.DateTimeField(verbose_name="checked")),
            ],
            options={
                "verbose_name": "link to mend",
                "verbose_name_plural": "links to mend",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="DeskListing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(choices=[("en", "English"), ("es", "Spanish")], max_length=2)),
                ("dated", models.DateTimeField(null=True)),
                ("released_at", models.DateTimeField(null=True)),
                ("withdrawn", models.BooleanField(default=False)),
                ("differs", models.BooleanField(default=False)),
                ("behind_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="LinkCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("external", models.BooleanField()),
                ("links", models.PositiveIntegerField()),
            ],
            options={
                "ordering": ["-at"],
            },
        ),
        migrations.AddField(
            model_name="document",
            name="changed_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="changed by",
            ),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(fields=["kind", "-changed_at", "-id"], name="document_kind_by_change"),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(fields=["stage", "-changed_at"], name="document_stage_by_change"),
        ),
        migrations.AddIndex(
            model_name="translation",
            index=models.Index(condition=models.Q(("ready", True)), fields=["document"], name="translation_ready"),
        ),
        migrations.AddField(
            model_name="brokenlink",
            name="document",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="broken_links",
                to="publishing.document",
                verbose_name="text",
            ),
        ),
        migrations.AddField(
            model_name="brokenlink",
            name="edition",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="broken_links",
                to="publishing.edition",
            ),
        ),
        migrations.AddField(
            model_name="desklisting",
            name="document",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="desk_listings", to="publishing.document"
            ),
        ),
        migrations.AddIndex(
            model_name="desklisting",
            index=models.Index(condition=models.Q(("differs", True)), fields=["document"], name="desk_listing_differs"),
        ),
        migrations.AddIndex(
            model_name="desklisting",
            index=models.Index(
                condition=models.Q(("behind_at__isnull", False)), fields=["-behind_at"], name="desk_listing_behind"
            ),
        ),
        migrations.AddIndex(
            model_name="desklisting",
            index=models.Index(
                condition=models.Q(("released_at__isnull", True)), fields=["-dated"], name="desk_listing_lacking"
            ),
        ),
        migrations.AddConstraint(
            model_name="desklisting",
            constraint=models.UniqueConstraint(fields=("document", "language"), name="desk_listing_once_per_language"),
        ),
        migrations.AddConstraint(
            model_name="desklisting",
            constraint=models.CheckConstraint(
                condition=models.Q(("withdrawn", False), ("released_at", None), _connector="OR"),
                name="desk_listing_withdrawn_or_shown",
            ),
        ),
        migrations.RunPython(list_what_was_sealed, migrations.RunPython.noop),
    ]
