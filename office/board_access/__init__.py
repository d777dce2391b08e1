"""The way to the command board on a page: who may look, by which link, on which device."""
