"""Rules that hold between the parts of a plan. Each check yields the faults that it finds."""
