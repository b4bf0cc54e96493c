"""Topics, chosen from a list by either language's name."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.models import ItemBase, TagBase


class Topic(TagBase):
    """A subject that texts share. It has a public page once a public edition stands on it."""

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]

    @property
    def shelf(self) -> str:
        return f"topic:{self.pk}"


class TopicDocument(ItemBase):
    """A document's topic, by a real foreign key instead of taggit's generic one."""

    tag = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="topic_documents", verbose_name=_("topic"))
    content_object = models.ForeignKey(
        "publishing.Document", on_delete=models.CASCADE, related_name="topic_documents", verbose_name=_("document")
    )

    class Meta:
        verbose_name = _("topic of a document")
        verbose_name_plural = _("topics of documents")
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="topic_once_per_document")]
