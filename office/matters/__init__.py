"""What the office opens and closes, what is in effect, and what it is called in words."""
