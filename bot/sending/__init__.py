"""From a delivery row to Telegram, below its ceilings, and back with a verdict."""
