"""How things are kept: the bytes that arrived, unchanged, and text that every database finds alike."""
