"""Consultations: opened, answered box by box, shown with the forecast, and concluded."""
