"""Alerts as CAP messages: ours as they go out, others' as they come in."""
