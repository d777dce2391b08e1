"""From an update to its handler: where it belongs, who sent it, what it is, who answers."""
