"""An office's books: the plans it applied, its audit log, the last number of each series."""
