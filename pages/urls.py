"""Addresses below the language."""

from django.urls import path

from publishing.press import past

from . import views

app_name = "pages"
urlpatterns = [
    path("pages/<slug:slug>/", views.page, name="page"),
    *past.paths("page", "pages/", "page"),
]
