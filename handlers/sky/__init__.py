"""What is sent of the air, and what the office makes of it."""
