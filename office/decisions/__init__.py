"""How an order comes about: drafted, signed, issued, and told."""
