"""Addresses of findings."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

finding_urls: list[URLPattern | URLResolver] = []
