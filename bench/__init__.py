"""How quick the main work is: ``python -m bench`` measures it on this machine."""
