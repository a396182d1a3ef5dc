"""Baqylau: an open platform for observing an election."""
