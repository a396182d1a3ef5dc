"""What was counted: protocols, seats."""
