"""Plain types that all rooms speak. No Django, no files, no network, no clock."""
