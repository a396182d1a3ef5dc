"""Bytes to records: one reader per kind of file."""
