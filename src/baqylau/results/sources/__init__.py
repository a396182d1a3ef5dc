"""Bytes to records: the files of a seat allocation, and the results part of a pack."""
