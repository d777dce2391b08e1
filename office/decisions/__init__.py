"""How an order is drafted, signed, issued and told."""
