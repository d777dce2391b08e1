"""What offices told one another: letters, orders from above, orders of counties."""
