"""What is owed: opened, asked for, answered, shown on a board, closed."""
