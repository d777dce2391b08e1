"""How each kind of matter is drafted, and what stands under its orders."""
