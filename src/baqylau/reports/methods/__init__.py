"""The science of a statement: plain Python on plain records."""
