"""What was seen: forms, imported files, records and their corrections."""
