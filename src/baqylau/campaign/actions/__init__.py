"""What changes in the room."""
