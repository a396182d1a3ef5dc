"""What this room tells the rooms above before it acts; they may refuse."""

from django.dispatch import Signal

before_deactivation = Signal()
"""Sent with ``user``; a receiver raises ``Refused`` where the user cannot be spared yet."""
