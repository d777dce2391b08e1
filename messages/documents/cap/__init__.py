"""Warnings in the form that the world's warning services exchange: CAP 1.2."""
