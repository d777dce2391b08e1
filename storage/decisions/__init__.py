"""Matters and their orders, and who signed them, agreed to them or let others sign."""
