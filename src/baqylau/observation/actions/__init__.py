"""What changes here: forms, imported files, corrections."""
