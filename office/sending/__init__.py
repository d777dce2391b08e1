"""What is done around a try to send: the last look, dead letters, second channels."""
