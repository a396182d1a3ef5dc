"""The science of the room, on plain records."""
