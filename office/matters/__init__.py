"""What the office opens and closes, which order is in effect, and what they are called in words."""
