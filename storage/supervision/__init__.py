"""Slips, what they list and to whom their copies went, and what an auditor found."""
