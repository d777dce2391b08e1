"""The ledger: which matters it is of, what happened under them, and how each sheet tells it."""
