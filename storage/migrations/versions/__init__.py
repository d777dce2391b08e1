"""One file for each step; applied steps are never edited."""
