"""The front door: settings, addresses, layout, static files, the command line."""
