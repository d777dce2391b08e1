"""The ladder's rules, and the proof of what was served by it."""
