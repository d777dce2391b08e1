"""Answers over HTTP for this process."""
