"""What was said, where, by whom and for how long: one file for each noun."""
