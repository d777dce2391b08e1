"""What bodies owe, and how they answered it, or asked for more time."""
