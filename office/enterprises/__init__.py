"""Enterprises: what lists want of them, what was reported, and what was decided of them."""
