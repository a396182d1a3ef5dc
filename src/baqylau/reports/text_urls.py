"""Addresses of reports and their chapters."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

text_urls: list[URLPattern | URLResolver] = []
