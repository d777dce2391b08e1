"""A jurisdiction's plan as data: its parts, its checks, its files."""
