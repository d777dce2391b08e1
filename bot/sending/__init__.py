"""Sends delivery rows to Telegram, below its ceilings, and brings each back with a verdict."""
