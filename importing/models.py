"""What has been taken in from another site, so that a second run knows it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from publishing.models import Document


class ImportedEntry(models.Model):
    """One entry of a feed and the document it became."""

    entry_id = models.CharField(max_length=300, unique=True)
    document = models.OneToOneField(Document, on_delete=models.CASCADE, related_name="imported_entry")
    imported_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("imported entry")
        verbose_name_plural = _("imported entries")
        default_permissions = ()
        permissions = [("import_blog", _("Can take in a blog from another site"))]

    def __str__(self) -> str:
        return self.entry_id
