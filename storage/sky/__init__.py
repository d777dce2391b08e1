"""What was sent of the air: forecasts, and what was measured."""
