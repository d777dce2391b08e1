"""What offices are to one another, and what they tell one another."""
