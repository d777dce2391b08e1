"""Updates come from Telegram as inbox rows here, and each row becomes a turn."""
