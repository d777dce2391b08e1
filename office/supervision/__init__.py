"""Steps up the ladder: each obligation when it is due, and its slips."""
