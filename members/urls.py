from django.urls import path

from . import editing, gallery, views

app_name = "members"

urlpatterns = [
    path("", views.start, name="start"),
    path("new/", editing.new, name="new"),
    path("word/", editing.word, name="word"),
    path("pictures/", gallery.gallery, name="pictures"),
    path("<int:pk>/", views.text, name="text"),
    path("<int:pk>/edit/", editing.edit, name="edit"),
    path("<int:pk>/preview/<slug:language>/", editing.preview, name="preview"),
    path("<int:pk>/send/", views.send, name="send"),
    path("<int:pk>/take-back/", views.take_back, name="take_back"),
    path("<int:pk>/correct/", views.correct, name="correct"),
    path("<int:pk>/delete/", views.delete, name="delete"),
]
