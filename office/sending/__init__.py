"""What is done beside a try to send: the last look, dead letters, second channels."""
