"""The changes that this room makes."""
