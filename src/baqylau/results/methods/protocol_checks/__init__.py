"""Checks of protocols, one function each: hard identities (V.1xx) and soft warnings (V.2xx)."""
