"""Further ways to whoever cannot be reached in their own chat."""
