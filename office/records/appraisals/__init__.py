"""The appraisal of members: which period, what the record has of it, what counts, its papers."""
