"""What is looked up about enterprises, and what is decided about one of them."""
