"""What can be counted over records: plain Python on plain records."""
