"""The enterprises of a jurisdiction, the lists that name them, and what was decided of them."""
