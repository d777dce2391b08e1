"""What holds the office together over failures: proofs, outages, a new plan."""
