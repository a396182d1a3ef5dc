"""The room's addresses."""

from django.urls import URLPattern

app_name = "mission"
urlpatterns: list[URLPattern] = []
