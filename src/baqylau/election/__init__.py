"""What is held: areas, stations, contests, options, the calendar, published figures."""
