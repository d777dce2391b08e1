"""A process of its own makes documents and pictures and reads what people upload, within limits."""
