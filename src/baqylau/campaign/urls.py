"""Addresses of the campaign room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from baqylau.campaign.indicator_urls import indicator_urls
from baqylau.campaign.media_urls import media_urls
from baqylau.campaign.register_urls import register_urls
from baqylau.campaign.social_urls import social_urls

app_name = "campaign"

urlpatterns: list[URLPattern | URLResolver] = [*media_urls, *indicator_urls, *social_urls, *register_urls]
