"""Keeps the questions that wait for an answer, and finds the message that an answer belongs to."""
