"""Addresses of outlets, schedule and coding."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

media_urls: list[URLPattern | URLResolver] = []
