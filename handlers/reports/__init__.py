"""What agencies send in, and what the office registers or decides about it."""
