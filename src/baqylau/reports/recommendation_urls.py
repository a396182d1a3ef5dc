"""Addresses of recommendations, commitments and their follow-up."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

recommendation_urls: list[URLPattern | URLResolver] = []
