"""The database as a whole and the processes on it: steps, copies, leases, proofs."""
