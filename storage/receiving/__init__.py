"""What came from Telegram, whose turn it is, and which question somebody is answering."""
