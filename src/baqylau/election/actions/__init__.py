"""Every change of substance in this room."""
