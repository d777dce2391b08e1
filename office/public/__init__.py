"""Forecasts and measurements of the air: who sends them, which count, what they say."""
