"""What a page of several rooms shows, gathered with few queries and ready for its template."""
