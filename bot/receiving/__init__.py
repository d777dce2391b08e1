"""From Telegram to an inbox row, and from there to a turn."""
