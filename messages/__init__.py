"""What people read: templates, phrases, keyboards. Knows no tables' rules and no Telegram calls."""
