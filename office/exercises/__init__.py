"""Exercises as a whole: put together, signed, told beforehand, shown on one card, paused."""
