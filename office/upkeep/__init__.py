"""Holds the office together when something fails, and puts a new plan in force."""
