"""Obligations: how they are opened, asked for, answered, shown on a board and closed."""
