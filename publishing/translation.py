"""Which columns exist once per language."""

from modeltranslation.translator import TranslationOptions, register

from .models import Document, Picture, Seal, Topic


@register(Document)
class DocumentTranslation(TranslationOptions):
    fields = ("title", "slug", "summary", "body", "content_notice")


@register(Topic)
class TopicTranslation(TranslationOptions):
    fields = ("name", "slug")


@register(Picture)
class PictureTranslation(TranslationOptions):
    fields = ("alt", "caption")


@register(Seal)
class SealTranslation(TranslationOptions):
    fields = ("note",)
