"""Exercises as they are played: act by act, with the clock answering for whoever is scripted."""
