"""Readers of what reports are made from: bytes to records."""
