"""Defines what one process at a time does: speak for a bot, tick, prove, fetch, bring."""
