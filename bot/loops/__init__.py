"""Holds loops that sleep until they are woken, and leases that say who runs which."""
