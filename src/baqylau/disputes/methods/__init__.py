"""The science of the room: plain Python on plain records."""
