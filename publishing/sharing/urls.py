"""Addresses of preview links. They carry the token and a language, and no word of the text."""

from django.urls import path, re_path

from ..press import media
from . import views

urlpatterns = [
    path("<str:token>/", views.start, name="preview"),
    re_path(
        rf"^(?P<token>[^/]+)/pictures/(?P<picture>[A-Za-z0-9_-]{{1,32}})/{media.FILE}$",
        views.picture,
        name="preview_picture",
    ),
    path("<str:token>/<slug:language>/", views.text, name="preview_text"),
    path("<str:token>/<slug:language>/answers/<slug:key>/", views.answered, name="preview_answered"),
]
