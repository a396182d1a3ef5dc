"""The exercise of the demonstration: a mission in which everything but the map is made up, and says so."""
