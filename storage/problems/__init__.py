"""Problems that were found, and how each body charged with one put it right."""
