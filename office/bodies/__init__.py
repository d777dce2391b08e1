"""People, bodies and liaisons, and in which capacity somebody acts."""
