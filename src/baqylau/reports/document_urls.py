"""Addresses of documents, publication and annexes."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

document_urls: list[URLPattern | URLResolver] = []
