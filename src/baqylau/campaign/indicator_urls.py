"""Addresses of what the monitoring of media comes to."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

indicator_urls: list[URLPattern | URLResolver] = []
