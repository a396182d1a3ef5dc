"""Readers of what others bring."""
