"""What the templates of the room say in their own way."""
