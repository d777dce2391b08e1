"""The ladder's rules, and the record of what was served by it."""
