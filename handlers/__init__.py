"""What people do in chats: each update is turned into one call on the office."""
