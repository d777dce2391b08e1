"""What the office does: use cases and pure rules. Knows no Telegram and no wall clock."""
