"""Answers what can be looked up and proven: the overview, the audit log, the end of a day."""
