"""Addresses of campaign events, freedoms, finance and what an authority reports."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

register_urls: list[URLPattern | URLResolver] = []
