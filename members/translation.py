from modeltranslation.translator import TranslationOptions, register

from .models import StandardReply


@register(StandardReply)
class StandardReplyTranslation(TranslationOptions):
    fields = ("name", "text")
