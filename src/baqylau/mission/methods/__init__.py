"""Drawing stations and balancing teams: plain Python on plain records."""
