"""The wire to Telegram: calls, answers, and what an answer means."""
