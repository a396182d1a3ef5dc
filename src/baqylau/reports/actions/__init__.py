"""Changes of substance in reports."""
