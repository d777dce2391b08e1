"""Makes documents: one file a kind, from a frozen view to bytes, without database or network.

What they stand on is heavy, so it is imported when a document is made and not before.
"""
