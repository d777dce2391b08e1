"""Reads what people type. It is pure and forgives the ways in which people write."""
