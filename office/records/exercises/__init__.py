"""The report of an exercise: what happened in it, how that stands to the plan, and its words."""
