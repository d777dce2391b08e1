"""What is sent, by whichever way, what became of it, and which message shows what."""
