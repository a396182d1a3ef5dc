"""Figures, statements and the documents that carry them."""
