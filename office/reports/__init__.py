"""Handles what agencies send in: takes it, asks about it, withdraws, registers and archives it."""
