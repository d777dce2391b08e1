"""The report of a year: what it is of, what happened in it, what that comes to, and its words."""
