"""Further ways to those who cannot be reached in their own chat."""
