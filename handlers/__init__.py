"""Turns each update, which is what people do in chats, into one call on the office."""
