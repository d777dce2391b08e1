"""Serves the command board as a page, at an address of its own: it shows and changes nothing."""
