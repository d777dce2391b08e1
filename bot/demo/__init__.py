"""The demo: a local Telegram, a whole command office and its people, on a rehearsal clock."""
