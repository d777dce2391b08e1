"""Leads an update to its handler, once it is known where it belongs, who sent it and what it is."""
