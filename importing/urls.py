"""Taking in a blog, within the admin."""

from django.contrib import admin
from django.urls import path

from . import views

app_name = "importing"
urlpatterns = [
    path("", admin.site.admin_view(views.upload), name="upload"),
    path("<str:token>/", admin.site.admin_view(views.feed), name="feed"),
]
