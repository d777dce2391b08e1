"""Problems that were found: filed, assigned to bodies, put right, accepted."""
