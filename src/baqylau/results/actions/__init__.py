"""The changes of substance to results."""
