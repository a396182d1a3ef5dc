"""Users, sign-in, and the names of permissions."""
