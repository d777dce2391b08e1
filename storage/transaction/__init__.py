"""What a transaction remembers, and what it writes last.

A decision asks for the same rows in many places. Nobody else changes them while it runs
(`Database.deciding`), so each question need reach the database only once.
"""
