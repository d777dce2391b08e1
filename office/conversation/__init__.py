"""Questions that wait for an answer, and whose message an answer belongs to."""
