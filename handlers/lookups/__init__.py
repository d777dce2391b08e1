"""What is told to whoever asks: the state of affairs, what can be done here, what is kept."""
