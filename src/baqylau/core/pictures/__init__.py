"""Pictures drawn on the server as SVG: plain numbers in, coordinates out. No models, no network."""
