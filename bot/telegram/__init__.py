"""Speaks to Telegram: makes calls, reads answers, and judges what an answer means."""
