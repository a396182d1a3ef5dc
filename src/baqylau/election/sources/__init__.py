"""Readers of the election's part of a pack: bytes to plain records."""
