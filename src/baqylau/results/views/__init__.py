"""What shows: one file for each kind of page."""
