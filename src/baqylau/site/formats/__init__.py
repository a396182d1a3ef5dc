"""Date and number formats of our own where Django has none."""
