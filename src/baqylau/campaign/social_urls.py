"""Addresses of social networks."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

social_urls: list[URLPattern | URLResolver] = []
