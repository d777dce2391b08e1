"""What is pressed under drafts and requests to sign."""
