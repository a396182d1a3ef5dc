"""Bytes to records."""
