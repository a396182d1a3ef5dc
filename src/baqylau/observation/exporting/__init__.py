"""Records on their way out: which columns a form has, its rows, and the formats they are written in."""
