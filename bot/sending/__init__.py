"""Delivery rows go out to Telegram here, below its ceilings, and come back with a verdict."""
