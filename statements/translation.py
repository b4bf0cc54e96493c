from modeltranslation.translator import TranslationOptions, register

from .models import Affiliation, Reference, Signature, Statement


@register(Statement)
class StatementTranslation(TranslationOptions):
    fields = ()


@register(Reference)
class ReferenceTranslation(TranslationOptions):
    fields = ("title",)


@register(Signature)
class SignatureTranslation(TranslationOptions):
    fields = ("group_heading",)


@register(Affiliation)
class AffiliationTranslation(TranslationOptions):
    fields = ("role", "organisation")
