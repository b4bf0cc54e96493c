"""Addresses below the language."""

from django.urls import path, re_path

from publishing.press import past

from . import views

app_name = "blog"
urlpatterns = [
    path("blog/", views.posts, name="posts"),
    re_path(r"^blog/(?P<year>[0-9]{4})/$", views.archive, name="year"),
    re_path(r"^blog/(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/$", views.archive, name="month"),
    path("blog/<slug:slug>/", views.post, name="post"),
    *past.paths("post", "blog/", "post"),
    path("series/<slug:slug>/", views.series, name="series"),
    path("series/<slug:slug>/feed/", views.series_feed, name="series_feed"),
    path("authors/<slug:slug>/", views.author, name="author"),
    path("authors/<slug:slug>/feed/", views.author_feed, name="author_feed"),
]
