"""Steps up the ladder: each obligation when its time comes, and its slips."""
