"""Addresses below the language."""

from django.urls import path

from publishing.press import past

from . import views

app_name = "statements"
urlpatterns = [
    path("statements/", views.statements, name="statements"),
    path("statements/feed/", views.feed, name="feed"),
    path("statements/<slug:slug>/", views.statement, name="statement"),
    *past.paths("statement", "statements/", "statement"),
    path("signatories/<slug:slug>/", views.signatory, name="signatory"),
]
