"""What the office does about the offices above, below and beside it."""
