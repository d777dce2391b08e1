"""Stores Telegram's updates as inbox rows, and turns each row into a turn."""
