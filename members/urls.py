from django.urls import path

from . import views

app_name = "members"

urlpatterns = [
    path("", views.start, name="start"),
    path("<int:pk>/", views.text, name="text"),
]
