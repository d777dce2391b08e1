"""Holds the error that stops a start; the command line knows it before it loads anything else."""


class SettingsError(Exception):
    """One sentence for the operator; it never shows a secret."""
