"""Reads a reply, as people write it, into the fields of the form that it answers."""
