"""Every change of substance."""
