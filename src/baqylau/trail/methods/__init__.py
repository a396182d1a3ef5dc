"""The science of the trail: Merkle trees, signed notes, and the check of a proof. No Django, no clock."""
