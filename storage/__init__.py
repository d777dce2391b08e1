"""What is kept: tables, queries, migrations. Knows nothing of plans, words or Telegram."""
