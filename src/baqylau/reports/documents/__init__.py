"""Documents in every format, made from one tree of blocks."""
