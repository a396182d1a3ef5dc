"""The science of this room: plain Python on plain records."""
