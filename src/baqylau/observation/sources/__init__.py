"""Bytes into records: forms (XLSForm), tables of columns, files of records, the pack's part. No Django."""
