from modeltranslation.translator import TranslationOptions, register

from .models import Author, Byline, Post, Series


@register(Series)
class SeriesTranslation(TranslationOptions):
    fields = ("title", "slug", "intro", "disclaimer", "link_text")


@register(Author)
class AuthorTranslation(TranslationOptions):
    fields = ("bio",)


@register(Post)
class PostTranslation(TranslationOptions):
    fields = ()


@register(Byline)
class BylineTranslation(TranslationOptions):
    fields = ("note",)
