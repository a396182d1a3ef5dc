"""The room's addresses."""

from django.urls import URLPattern

app_name = "observation"
urlpatterns: list[URLPattern] = []
